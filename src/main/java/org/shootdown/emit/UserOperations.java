package org.shootdown.emit;

import java.util.List;
import org.shootdown.sema.Operation;
import org.shootdown.sema.Operations;
import org.shootdown.syntax.Expression.Call;
import org.shootdown.syntax.Statement;

/** The operations that a user-space program can do: accesses and system calls. */
final class UserOperations {

    static final String LOAD = "load";
    static final String STORE = "store";
    static final String MMAP = "mmap";
    static final String MUNMAP = "munmap";
    static final String MPROTECT = "mprotect";
    static final String FORK = "fork";

    /** Accesses that read and write in one step. */
    static final List<String> READ_MODIFY_WRITE = List.of("xchg", "fetch_add", "cmpxchg");

    static final List<String> SYSTEM_CALLS = List.of(MMAP, MUNMAP, MPROTECT, FORK);

    private UserOperations() {}

    static boolean isAccess(Call call) {
        String name = call.name().text();
        return call.receiver().isEmpty()
                && (name.equals(LOAD) || name.equals(STORE) || READ_MODIFY_WRITE.contains(name));
    }

    /** Whether a statement is one access and nothing else. */
    static boolean isAccess(Statement statement) {
        return statement instanceof Statement.Perform perform && isAccess(perform.call())
                || statement instanceof Statement.Assign assign && isLoad(assign);
    }

    /** {@code r = load A}. */
    static boolean isLoad(Statement.Assign assign) {
        return assign.kind() == Statement.AssignmentKind.SET
                && assign.target().index().isEmpty()
                && assign.value() instanceof Call call
                && isAccess(call);
    }

    /** Why an operation is none of them. */
    static String why(String name) {
        if (name.equals("exec")) {
            return "what a page of the scenario holds is a number: a program that jumped there would execute it";
        }
        if (name.startsWith("dma_")) {
            return "`" + name + "` is an access of a device, and a user-space program has none";
        }
        boolean ofMachine = Operations.named(name)
                .filter(o -> o.kind() != Operation.Kind.ACCESS)
                .isPresent();
        return ofMachine
                ? "`" + name + "` is a step inside the kernel: a user-space program can neither force nor see it"
                : "`" + name + "` is a procedure of the kernel: a user-space program reaches it only through "
                        + String.join(", ", SYSTEM_CALLS);
    }
}
