package org.shootdown.emit;

import java.util.List;

/** A statement of the emitted program, with the source text that it comes from. */
sealed interface CStatement {

    /** The template that prints it. */
    String template();

    /** An access that ends its function when it faults. */
    record Access(CExpression access, Comment source) implements CStatement {
        @Override
        public String template() {
            return "access";
        }
    }

    /** An access, or a whole {@code try}, whose fault is handled here. */
    record Caught(CExpression access, List<CStatement> handler, Comment handlerNote, Comment source)
            implements CStatement {
        @Override
        public String template() {
            return "caught";
        }
    }

    record Mmap(Identifier page, CProgram.Permissions permissions, Comment source) implements CStatement {
        @Override
        public String template() {
            return "mmap";
        }
    }

    record Munmap(Identifier first, int count, Comment source) implements CStatement {
        @Override
        public String template() {
            return "munmap";
        }
    }

    record Mprotect(Identifier page, CProgram.Permissions permissions, Comment source) implements CStatement {
        @Override
        public String template() {
            return "mprotect";
        }
    }

    /** A fork; the child is a thread of the scenario. */
    record Fork(Identifier thread, Comment source) implements CStatement {
        @Override
        public String template() {
            return "fork";
        }
    }

    record Assign(Identifier register, CExpression value, Comment source) implements CStatement {
        @Override
        public String template() {
            return "assign";
        }
    }

    /** A condition; no {@code otherwise} if it is empty. */
    record Choice(CExpression condition, List<CStatement> body, List<CStatement> otherwise, Comment source)
            implements CStatement {
        @Override
        public String template() {
            return "choice";
        }
    }

    record Loop(CExpression condition, List<CStatement> body, Comment source) implements CStatement {
        @Override
        public String template() {
            return "loop";
        }
    }

    /**
     * The body so many times.
     *
     * @param depth how many such loops there are around it, itself included: the number in its counter's name
     */
    record Repeat(int depth, long count, List<CStatement> body, Comment source) implements CStatement {
        @Override
        public String template() {
            return "repeat";
        }
    }

    /** Nothing but a comment. */
    record Remark(Comment source) implements CStatement {
        @Override
        public String template() {
            return "remark";
        }
    }

    /** Says that the function does not use its parameter. */
    record Unused() implements CStatement {
        @Override
        public String template() {
            return "unused";
        }
    }
}
