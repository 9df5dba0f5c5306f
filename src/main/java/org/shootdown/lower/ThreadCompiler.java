package org.shootdown.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.ir.Step;
import org.shootdown.ir.ThreadCode;
import org.shootdown.ir.Value;
import org.shootdown.sema.Constants;
import org.shootdown.sema.Operation;
import org.shootdown.sema.Operations;
import org.shootdown.sema.Type;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Call;
import org.shootdown.syntax.Member;

/** Compiles one thread: holds what its parts share. */
final class ThreadCompiler {

    private final World world;
    private final CodeBuilder code;
    private final ThreadCode.Kind kind;
    private final Optional<Step.Place> place;
    private final int cpu;
    private final Interrupts interrupts;
    private final PageRequests requests;
    private final ExpressionCompiler expressions = new ExpressionCompiler(this);
    private final StatementCompiler statements = new StatementCompiler(this);
    private final CallCompiler calls = new CallCompiler(this);
    private final OperationCompiler operations = new OperationCompiler(this);
    private final AttachmentCompiler attachments = new AttachmentCompiler(this);
    private final ContextWords entryWords = new ContextWords(this, attachments);
    private final BindingCompiler bindings = new BindingCompiler(this, attachments);
    private final AccessCompiler accesses = new AccessCompiler(this);
    private final Milestones milestones;
    private final int counter;
    private final int operationSlot;
    private final Environment root;
    private int faultSlot = -1;
    private int unused = -1;
    /** The call of the script's own that is being compiled. */
    private Span called;

    ThreadCompiler(
            World world,
            CodeBuilder code,
            ThreadCode.Kind kind,
            Optional<Step.Place> place,
            int cpu,
            int space,
            Interrupts interrupts,
            PageRequests requests,
            List<Timelines.Cell> watched) {
        this.world = world;
        this.code = code;
        this.kind = kind;
        this.place = place;
        this.cpu = cpu;
        this.interrupts = interrupts;
        this.requests = requests;
        this.milestones = new Milestones(this, watched);
        this.counter = world.layout.register(code.name() + ".pc", 0, code.thread());
        this.operationSlot = world.layout.shared(code.name() + ".operation", 0);
        this.root = Environment.ofThread(List.of(world.library.kernel()), space);
    }

    /** Compiles a thread of the script. */
    void script(org.shootdown.syntax.ScenarioItem.Thread thread, int space) {
        Span span = thread.span();
        faultSlot = world.layout.register(code.name() + ".fault", 0, code.thread());
        int started = space < 0 ? -1 : world.spaces.get(world.process(space)).started();
        if (started >= 0) {
            code.emit(new Step.Await(new Value.Read(started)), span, "the child starts");
        }
        DirectWrites writes = new DirectWrites(this);
        List<Integer> written = writes.of(thread.body(), root);
        Bystanders.written(writes, thread.body(), root, world);
        if (!written.isEmpty()) {
            world.layout.initial(operationSlot, world.operation(written));
        }
        statements.block(thread.body(), root.beginning(code));
        code.emit(new Step.Operation(0, false), span, "");
        code.emit(new Step.Stop(), span, "");
        world.registers.put(code.name() + ".fault", faultSlot);
    }

    ThreadCode finish(String column) {
        return new ThreadCode(
                code.name(),
                kind,
                column,
                cpu,
                counter,
                operationSlot,
                code.code(),
                code.inlined(),
                code.faults(),
                new ThreadCode.Conflict(faultSlot, Constants.CONFLICT));
    }

    // ---- registers ----------------------------------------------------------------------------------------------

    /** Whether an unknown name that is assigned is a new register of the script's thread. */
    boolean isRegister(String name, Environment environment) {
        boolean otherwiseKnown = world.variables.containsKey(name)
                || environment.chains.stream().anyMatch(c -> LibraryMembers.variable(c, name).isPresent());
        return kind == ThreadCode.Kind.SCRIPT && environment.exit.isEmpty() && !otherwiseKnown;
    }

    Environment declareRegister(String name, Environment environment) {
        String full = code.name() + "." + name;
        int slot = world.registers.computeIfAbsent(
                full, n -> world.layout.register(n, Value.UNDEFINED, code.thread()));
        root.bind(name, Operand.of(new Value.Read(slot)));
        return environment;
    }

    /** Where loads go whose result nobody wants. */
    int unused() {
        if (unused < 0) {
            unused = world.layout.register(code.name() + ".unused", 0, code.thread());
        }
        return unused;
    }

    boolean isLocal(int slot) {
        return world.layout.slots().get(slot).owner() == code.thread();
    }

    // ---- system calls -------------------------------------------------------------------------------------------

    /** A statement of a thread that calls the kernel is an operation, which ends when the call does. */
    void kernelCall(Call call, int slot, Environment environment) {
        boolean own = environment.exit.isEmpty() && kind == ThreadCode.Kind.SCRIPT;
        boolean procedure = Operations.named(call.name().text()).isEmpty() || call.receiver().isPresent();
        if (own && procedure) {
            Bystanders.called(this, call, pagesOf(call, environment), environment);
        }
        if (!own || !procedure || world.layout.slots().get(operationSlot).initial() != 0) {
            calls.compile(call, slot, environment);
            return;
        }
        int operation = world.operation(pagesOf(call, environment));
        code.emit(new Step.Operation(operation, true), call.span(), Written.text(call, call.span()));
        calls.compile(call, slot, environment);
        code.emit(new Step.Operation(0, false), call.span(), "");
    }

    /** Devices and guests call no kernel and write no page tables; accesses, locks and variables are theirs, too. */
    void checkMayCall(Call call, Environment environment) {
        if (environment.exit.isEmpty()) {
            called = call.span();
        }
        boolean elsewhere = place.isPresent() && (place.get().device() || world.cpus.get(cpu).machine() >= 0);
        if (!elsewhere || environment.exit.isPresent() || kind != ThreadCode.Kind.SCRIPT) {
            return;
        }
        boolean may = call.receiver().isEmpty()
                && Operations.named(call.name().text())
                        .filter(o -> o.kind() != Operation.Kind.STEP
                                || RequestCompiler.isOfDevices(o.name())
                                || o.parameters().stream().anyMatch(p -> p.type() == Type.LOCK))
                        .isPresent();
        if (!may) {
            String whose = place.get().device() ? "device" : "guest";
            throw new LoweringException(Diagnostic.of(
                            Code.DEVICE_CALLS,
                            call.name().span(),
                            "`" + call.name() + "` is for the kernel to do, and `" + code.name() + "` is a " + whose
                                    + "'s thread")
                    .help("let a thread `on cpu 0` do it, or one without a place")
                    .help("a " + whose + "'s thread makes accesses, waits, takes locks and uses variables"));
        }
    }

    /** Where the script calls what comes to a place in the library; that place if it does not. */
    Span calledAt(Span inLibrary) {
        return called == null ? inLibrary : called;
    }

    Operand operand(Expression expression, Environment environment) {
        return expressions.compile(expression, environment);
    }

    /** The pages that a call names; of address spaces all; if it names none of either, all pages there are. */
    private List<Integer> pagesOf(Call call, Environment environment) {
        List<Integer> found = new ArrayList<>();
        for (Expression argument : call.arguments()) {
            if (!(argument instanceof Expression.Reference || argument instanceof Expression.Member)) {
                continue;
            }
            Operand operand = expressions.compile(argument, environment);
            if (operand instanceof Operand.Page page) {
                found.add(page.index());
            } else if (operand instanceof Operand.Pages pages) {
                found.addAll(pages.indices());
            } else if (operand instanceof Operand.Device device) {
                world.tablesOf(device.index()).forEach(t -> found.addAll(world.pagesOf(t)));
            } else if (operand instanceof Operand.Space space) {
                found.addAll(world.pagesOf(space.index()));
                int parent = world.spaces.get(space.index()).parent();
                if (parent >= 0) {
                    found.addAll(world.pagesOf(parent));
                }
            }
        }
        if (found.isEmpty()) {
            for (int i = 0; i < world.pages.size(); i++) {
                found.add(i);
            }
        }
        return found;
    }

    /** The thread may fault on a page. */
    void touch(int page) {
        if (place.isPresent() && place.get().device()) {
            requests.touched(code.thread(), page);
        }
    }

    /** Whether the machine writes page-table entries in an operation. */
    /** The operations that write page-table entries, of either level. */
    private static final Set<String> ENTRY_WRITES =
            Set.of("set_pte", "xchg_pte", "cas_pte", "set_pmd", "xchg_pmd", "cas_pmd", "set_pte_in");

    static boolean writesEntry(String operation) {
        return Operations.named(operation)
                .filter(o -> o.kind() == Operation.Kind.STEP)
                .filter(o -> ENTRY_WRITES.contains(o.name()))
                .isPresent();
    }

    Optional<Member.Procedure> kernelProcedure(String name) {
        return world.library.procedure(world.library.kernel(), name);
    }

    boolean isWorker() {
        return kind == ThreadCode.Kind.WORKER;
    }

    boolean isInterrupt() {
        return kind == ThreadCode.Kind.INTERRUPT;
    }

    World world() {
        return world;
    }

    CodeBuilder code() {
        return code;
    }

    String name() {
        return code.name();
    }

    Optional<Step.Place> place() {
        return place;
    }

    int cpu() {
        return cpu;
    }

    int faultSlot() {
        return faultSlot;
    }

    Interrupts interrupts() {
        return interrupts;
    }

    PageRequests requests() {
        return requests;
    }

    ExpressionCompiler expressions() {
        return expressions;
    }

    StatementCompiler statements() {
        return statements;
    }

    CallCompiler calls() {
        return calls;
    }

    OperationCompiler operations() {
        return operations;
    }

    Milestones milestones() {
        return milestones;
    }

    /** What names mean in the thread's own code, outside of procedures. */
    Environment root() {
        return root;
    }

    AttachmentCompiler attachments() {
        return attachments;
    }

    BindingCompiler bindings() {
        return bindings;
    }

    ContextWords entryWords() {
        return entryWords;
    }

    AccessCompiler accesses() {
        return accesses;
    }
}
