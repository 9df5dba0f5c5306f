package org.shootdown.sema;

import java.util.Optional;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Statement;

/** What may stand before {@code fails}: values are what they are, only what does something can fail to do it. */
final class Fallibility {

    private Fallibility() {}

    /** Reports a statement that cannot fail. */
    static void check(Statement.Fallible fallible, Procedures procedures, Diagnostics diagnostics) {
        Optional<Expression> value = value(fallible.operation());
        Optional<String> reason = value.isEmpty()
                ? Optional.of("nothing is done here, so nothing can fail")
                : whyNever(value.get(), procedures);
        Span span = value.map(Expression::span).orElse(fallible.operation().span());
        reason.ifPresent(why -> diagnostics.add(Diagnostic.of(Code.NEVER_FAILS, span, why)
                .help("`fails` stands behind what the kernel may refuse: `let f = alloc_frame() fails { ... }`")));
    }

    private static Optional<Expression> value(Statement operation) {
        if (operation instanceof Statement.Let let) {
            return let.value();
        }
        if (operation instanceof Statement.Assign assign) {
            return Optional.of(assign.value());
        }
        return operation instanceof Statement.Perform perform ? Optional.of(perform.call()) : Optional.empty();
    }

    private static Optional<String> whyNever(Expression value, Procedures procedures) {
        if (value instanceof Expression.Unreadable) {
            return Optional.empty();
        }
        if (!(value instanceof Expression.Call call)) {
            return Optional.of("a value is computed here, which cannot fail");
        }
        String name = "`" + call.name() + "`";
        if (call.receiver().isPresent() || procedures.find(call.name().text()).isPresent()) {
            return Optional.empty();
        }
        return Operations.named(call.name().text()).flatMap(o -> switch (o.kind()) {
            case FUNCTION -> Optional.of(name + " computes a value, which cannot fail");
            case LOOKUP -> Optional.of(name + " names what is known before the run, which cannot fail");
            case ACCESS -> Optional.of(name + " fails only by a fault: write `try { ... } on fault { ... }`");
            case STEP -> Optional.empty();
        });
    }
}
