package org.shootdown.sema;

import java.util.Optional;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.ScenarioItem.AxisValue;

/** What the machine's state can hold of a number: 32 bits with a sign. */
final class Numbers {

    private Numbers() {}

    private static boolean isNumeric(AxisValue value) {
        return value.text().chars().allMatch(Character::isDigit);
    }

    /** A number that the state can hold, written in digits. */
    static Optional<Long> parse(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Optional.of(Long.parseLong(text)).filter(n -> n <= Integer.MAX_VALUE) : Optional.empty();
    }

    static void check(Expression.Number number, Diagnostics diagnostics) {
        if (number.value() < 0 || number.value() > Integer.MAX_VALUE) {
            report(number.span(), diagnostics);
        }
    }

    static void checkAxisValue(AxisValue value, Diagnostics diagnostics) {
        // Ten digits are enough to be sure, and few enough for a long.
        if (isNumeric(value)
                && (value.text().length() > 10 || Long.parseLong(value.text()) > Integer.MAX_VALUE)) {
            report(value.span(), diagnostics);
        }
    }

    private static void report(Span span, Diagnostics diagnostics) {
        diagnostics.add(Diagnostic.of(
                Code.BAD_NUMBER, span, "numbers have 31 bits here, and this one is larger than 0x7fff_ffff"));
    }
}
