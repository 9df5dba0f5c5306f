package org.shootdown.lower;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.ir.Instruction;
import org.shootdown.ir.Step;
import org.shootdown.ir.Value;
import org.shootdown.lower.Timelines.Cell;
import org.shootdown.sema.Operation;
import org.shootdown.syntax.Declaration.Library;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Call;
import org.shootdown.syntax.Member;
import org.shootdown.syntax.TreeWalk;

/**
 * The steps of one thread that timelines watch. An operation is one step. A call of a procedure lies between its
 * beginning and its end, and both must lie in the row; but where the thread's next row is a step inside the call, the row
 * is its beginning only.
 */
final class Milestones {

    /** A step that a timeline means, and what must be so of its values besides. */
    record Match(Cell cell, Value condition) {}

    private final ThreadCompiler thread;
    private final List<Cell> cells;
    /** Of the access that is being compiled: it is a step where it succeeds. */
    private List<Match> access = List.of();

    Milestones(ThreadCompiler thread, List<Cell> cells) {
        this.thread = thread;
        this.cells = cells;
    }

    // ---- procedures ---------------------------------------------------------------------------------------------

    /** Where a procedure begins; yields what to give to {@link #ends}. */
    List<Match> begins(Member.Procedure procedure, List<Operand> arguments, int slot, Environment root, Span span) {
        List<Match> matches = matches(procedure.name().text(), arguments, Optional.empty(), slot, root);
        if (matches.isEmpty()) {
            return List.of();
        }
        List<Match> open = new ArrayList<>();
        int outer = thread.code().beginAtomic();
        for (Match match : matches) {
            boolean begunOnly = match.cell()
                    .next()
                    .filter(n -> isInside(n.call().name().text(), procedure, new HashSet<>()))
                    .isPresent();
            if (begunOnly) {
                match.cell().step().result().ifPresent(r -> {
                    throw new LoweringException(
                            Code.TIMELINE_STEP, r.span(), "the next row is a step of this call: it has no result yet");
                });
                done(match, 0, span);
            } else {
                begun(match, span);
                open.add(new Match(match.cell(), result(match.cell(), slot, false, root)));
            }
        }
        thread.code().endAtomic(outer);
        return open;
    }

    /** Where a procedure has ended. */
    void ends(List<Match> open, Span span) {
        if (!open.isEmpty()) {
            int outer = thread.code().beginAtomic();
            open.forEach(m -> done(m, Timelines.BEGUN, span));
            thread.code().endAtomic(outer);
        }
    }

    /** Whether a procedure comes to a step of that name, by way of others or itself. */
    private boolean isInside(String name, Member.Procedure procedure, Set<Member.Procedure> seen) {
        if (!seen.add(procedure)) {
            return false;
        }
        boolean[] found = new boolean[1];
        new TreeWalk() {
            @Override
            protected void visit(Expression expression) {
                if (expression instanceof Call call && !found[0]) {
                    found[0] = call.name().text().equals(name)
                            || procedures(call.name().text()).stream().anyMatch(p -> isInside(name, p, seen));
                }
            }
        }.block(procedure.body());
        return found[0];
    }

    /** The procedures that a name may call in this cell: the kernel's and the drivers'. */
    private List<Member.Procedure> procedures(String name) {
        List<List<Library>> chains = new ArrayList<>();
        chains.add(thread.world().library.kernel());
        thread.world().devices.forEach(d -> chains.add(d.driver()));
        return chains.stream()
                .map(c -> thread.world().library.procedure(c, name))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    // ---- operations ---------------------------------------------------------------------------------------------

    /** Compiles an operation that timelines may mean. */
    Operand operation(Operation operation, Call call, int slot, Environment environment, Environment root) {
        boolean watched = cells.stream().anyMatch(c -> c.call().name().text().equals(operation.name()));
        if (!watched || operation.kind() != Operation.Kind.STEP && operation.kind() != Operation.Kind.ACCESS) {
            return thread.operations().compile(operation, call, slot, environment);
        }
        List<Operand> arguments = new ArrayList<>();
        call.arguments().forEach(a -> arguments.add(isPlain(a) ? thread.expressions().compile(a, environment) : null));
        boolean isAccess = operation.kind() == Operation.Kind.ACCESS;
        List<Match> matches = matches(operation.name(), arguments, Optional.of(call), slot, root).stream()
                .map(m -> new Match(m.cell(), and(m.condition(), result(m.cell(), slot, isAccess, root))))
                .toList();
        if (isAccess) {
            access = matches;
            Operand result = thread.operations().compile(operation, call, slot, environment);
            access = List.of();
            return result;
        }
        Operand result = thread.operations().compile(operation, call, slot, environment);
        happened(matches, call.span());
        return result;
    }

    /** Where an access has succeeded. */
    void accessed(Span span) {
        List<Match> matches = access;
        access = List.of();
        happened(matches, span);
    }

    private void happened(List<Match> matches, Span span) {
        if (!matches.isEmpty()) {
            int outer = thread.code().continueLast();
            matches.forEach(m -> done(m, 0, span));
            thread.code().endAtomic(outer);
        }
    }

    /** Whether finding its value takes no step: things, numbers, registers. */
    private boolean isPlain(Expression expression) {
        return expression instanceof Expression.Number
                || expression instanceof Expression.Truth
                || expression instanceof Expression.Reference
                || expression instanceof Expression.Index
                || expression instanceof Expression.Call call && thread.calls().isPure(call) && call.arguments().isEmpty();
    }

    // ---- matching -----------------------------------------------------------------------------------------------

    private List<Match> matches(
            String name, List<Operand> arguments, Optional<Call> operation, int slot, Environment root) {
        List<Match> matches = new ArrayList<>();
        for (Cell cell : cells) {
            if (cell.call().name().text().equals(name) && assigns(cell, slot)) {
                match(cell, arguments, operation, root).ifPresent(m -> {
                    matches.add(m);
                    cell.monitor().found(cell);
                });
            }
        }
        return matches;
    }

    private boolean assigns(Cell cell, int slot) {
        return cell.register()
                .map(r -> Integer.valueOf(slot).equals(thread.world().registers.get(thread.name() + "." + r)))
                .orElse(true);
    }

    /** Compares the arguments that the timeline gives, which may be the first ones only, with those of the step. */
    private Optional<Match> match(Cell cell, List<Operand> arguments, Optional<Call> operation, Environment root) {
        List<Operand> wanted = new ArrayList<>();
        cell.call().receiver().ifPresent(r -> wanted.add(thread.expressions().compile(r, root)));
        cell.call().arguments().forEach(a -> wanted.add(thread.expressions().compile(a, root)));
        Value condition = Value.TRUE;
        for (int i = 0; i < wanted.size(); i++) {
            if (i >= arguments.size()) {
                return Optional.empty();
            }
            Operand actual = arguments.get(i);
            if (actual instanceof Operand.Pages pages) {
                return pages.indices().equals(indices(wanted.subList(i, wanted.size())))
                        ? Optional.of(new Match(cell, condition))
                        : Optional.empty();
            }
            Optional<Value> same = same(wanted.get(i), actual, cell, i, operation);
            if (same.isEmpty()) {
                return Optional.empty();
            }
            condition = and(condition, same.get());
        }
        return condition.equals(Value.FALSE) ? Optional.empty() : Optional.of(new Match(cell, condition));
    }

    /** What a step must yield, once it is done. */
    private Value result(Cell cell, int slot, boolean access, Environment root) {
        if (cell.step().result().isEmpty()) {
            return Value.TRUE;
        }
        Expression wanted = cell.step().result().get();
        if (slot < 0 && !access) {
            throw new LoweringException(Code.TIMELINE_STEP, wanted.span(), "the thread keeps no result of this step");
        }
        Value result = new Value.Read(slot < 0 ? thread.unused() : slot);
        return Value.binary(Value.Operator.EQUAL, result, thread.expressions().value(wanted, root));
    }

    private static Optional<Value> same(Operand wanted, Operand actual, Cell cell, int i, Optional<Call> operation) {
        if (actual == null) {
            throw new LoweringException(Diagnostic.of(
                            Code.TIMELINE_STEP,
                            cell.call().arguments().get(i).span(),
                            "the step has a computed value here, which cannot be compared")
                    .and(operation.orElseThrow().arguments().get(i).span(), "the step")
                    .help("leave the argument out: a timeline may give the first ones only"));
        }
        if (wanted instanceof Operand.Dynamic a && actual instanceof Operand.Dynamic b) {
            return Optional.of(Value.binary(Value.Operator.EQUAL, b.value(), a.value()));
        }
        return wanted.equals(actual) ? Optional.of(Value.TRUE) : Optional.empty();
    }

    private static List<Integer> indices(List<Operand> operands) {
        List<Integer> indices = new ArrayList<>();
        for (Operand operand : operands) {
            if (operand instanceof Operand.Page page) {
                indices.add(page.index());
            } else if (operand instanceof Operand.Pages pages) {
                indices.addAll(pages.indices());
            }
        }
        return indices;
    }

    // ---- moving on ----------------------------------------------------------------------------------------------

    /** The call of a cell has begun, if its row is under way. */
    private void begun(Match match, Span span) {
        Cell cell = match.cell();
        int progress = cell.monitor().progress(cell.column());
        CodeBuilder.Label skip = new CodeBuilder.Label();
        guard(match, 0, skip, span);
        mark(progress, Timelines.BEGUN, span);
        thread.code().place(skip);
    }

    /** The step of a cell is done, if its row is under way and the cell has come so far; the last one ends the row. */
    private void done(Match match, int progressBefore, Span span) {
        Cell cell = match.cell();
        Timelines.Monitor monitor = cell.monitor();
        CodeBuilder code = thread.code();
        CodeBuilder.Label skip = new CodeBuilder.Label();
        guard(match, progressBefore, skip, span);
        mark(monitor.progress(cell.column()), Timelines.DONE, span);
        List<Cell> row = monitor.inRow(cell.row());
        for (Cell other : row) {
            if (other != cell) {
                code.branchUnless(
                        Value.equal(monitor.progress(other.column()), Timelines.DONE), skip, span, "");
            }
        }
        row.forEach(c -> mark(monitor.progress(c.column()), 0, span));
        mark(monitor.row(), cell.row() + 1, span);
        code.place(skip);
    }

    private void guard(Match match, int progress, CodeBuilder.Label skip, Span span) {
        Cell cell = match.cell();
        Value now = and(
                Value.equal(cell.monitor().row(), cell.row()),
                Value.equal(cell.monitor().progress(cell.column()), progress));
        thread.code().branchUnless(and(now, match.condition()), skip, span, "");
    }

    private void mark(int slot, int value, Span span) {
        thread.code()
                .emit(new Step.Assign(slot, Value.constant(value)), span, "", Instruction.Weight.MINOR);
    }

    private static Value and(Value a, Value b) {
        return Value.binary(Value.Operator.AND, a, b);
    }

}
