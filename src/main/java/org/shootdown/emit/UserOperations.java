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

    static final List<String> SYSTEM_CALLS = List.of(MMAP, MUNMAP, MPROTECT, FORK);

    private UserOperations() {}

    static boolean isAccess(Call call) {
        String name = call.name().text();
        return call.receiver().isEmpty() && (name.equals(LOAD) || name.equals(STORE));
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
        boolean ofMachine = Operations.named(name)
                .filter(o -> o.kind() != Operation.Kind.ACCESS)
                .isPresent();
        return ofMachine
                ? "`" + name + "` is a step inside the kernel: a user-space program can neither force nor see it"
                : "`" + name + "` is a procedure of the kernel: a user-space program reaches it only through "
                        + String.join(", ", SYSTEM_CALLS);
    }
}
