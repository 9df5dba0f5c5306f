package org.shootdown.syntax;

import java.util.List;
import java.util.Optional;
import org.shootdown.diag.Span;

/** What threads and procedures do. */
public sealed interface Statement {

    Span span();

    /** Statements in braces. */
    record Block(List<Statement> statements, Span span) {

        public Block {
            statements = List.copyOf(statements);
        }
    }

    /** Where a value goes: a register or variable, or one element of it. */
    record Target(Name name, Optional<Expression> index, Span span) {}

    /** {@code let f = pte_frame(old)}, {@code let gathered[range]: frame}. */
    record Let(
            Name name,
            Optional<Expression> index,
            Optional<Member.TypeName> type,
            Optional<Expression> value,
            Span span)
            implements Statement {}

    /** How an assignment combines the old value with the new one. */
    enum AssignmentKind {
        SET,
        ADD,
        SUBTRACT
    }

    /** {@code r = load A}, {@code tlb_flush_pending[m] += 1}. */
    record Assign(Target target, AssignmentKind kind, Expression value, Span span) implements Statement {}

    record If(Expression condition, Block then, Optional<Block> otherwise, Span span) implements Statement {}

    record While(Expression condition, Block body, Span span) implements Statement {}

    /** A loop over things or numbers known before the run ({@code for c in mm_cpumask(m)}). */
    record For(Name variable, Expression range, Block body, Span span) implements Statement {}

    /** One of several blocks, whichever the adversary likes. */
    record Choose(List<Block> branches, Span span) implements Statement {

        public Choose {
            branches = List.copyOf(branches);
        }
    }

    /** Waits until a condition holds. */
    record Await(Expression condition, Span span) implements Statement {}

    /** Statements that happen as one step. */
    record Atomic(Block body, Span span) implements Statement {}

    /** Catches the fault of an access. */
    record Try(Block body, Block handler, Span span) implements Statement {}

    record Return(Optional<Expression> value, Span span) implements Statement {}

    /** An operation or a call for its effect; the expression is an {@link Expression.Call}. */
    record Perform(Expression.Call call, Span span) implements Statement {}

    /** The body so many times. */
    record Loop(Expression count, Block body, Span span) implements Statement {}

    /**
     * Begins again what it stands in: the innermost {@code try}, {@code while} or round of a {@code loop}; where there
     * is none, the procedure or the thread.
     */
    record Retry(Span span) implements Statement {}

    /**
     * An operation that may fail, whenever the adversary likes: then nothing of it happens, and {@code failure} is done.
     *
     * @param operation a {@link Let}, {@link Assign} or {@link Perform}
     */
    record Fallible(Statement operation, Block failure, Span span) implements Statement {}
}
