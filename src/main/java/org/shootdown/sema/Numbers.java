package org.shootdown.sema;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.ScenarioItem.AxisValue;

/** What the machine's state can hold of a number: 32 bits with a sign. */
final class Numbers {

    private static final Pattern NUMBER =
            Pattern.compile("(0[xX](?<hex>[0-9a-fA-F][0-9a-fA-F_]*)|(?<decimal>[0-9][0-9_]*))(?<size>[KMG])?");

    private Numbers() {}

    /**
     * The number that a text is: {@code 42}, {@code 0x2a}, {@code 4_096}, {@code 4K}. Absent if it is none; one that is
     * larger than 64 bits becomes the largest.
     */
    static Optional<Long> of(String text) {
        Matcher matcher = NUMBER.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        boolean hexadecimal = matcher.group("hex") != null;
        String digits = (hexadecimal ? matcher.group("hex") : matcher.group("decimal")).replace("_", "");
        int shift = matcher.group("size") == null ? 0 : 10 * ("KMG".indexOf(matcher.group("size")) + 1);
        BigInteger value = new BigInteger(digits, hexadecimal ? 16 : 10).shiftLeft(shift);
        return Optional.of(value.bitLength() > 62 ? Long.MAX_VALUE : value.longValue());
    }

    /** A number as an expression prints it; any other text as it is. */
    static String canonical(String text) {
        return of(text).map(String::valueOf).orElse(text);
    }

    /** A number that the state can hold. */
    static Optional<Long> parse(String text) {
        return of(text).filter(n -> n <= Integer.MAX_VALUE);
    }

    static void check(Expression.Number number, Diagnostics diagnostics) {
        if (number.value() < 0 || number.value() > Integer.MAX_VALUE) {
            report(number.span(), diagnostics);
        }
    }

    /** A size of a page may be larger than any number: it is a word then. */
    static void checkAxisValue(AxisValue value, Diagnostics diagnostics) {
        boolean tooLarge = of(value.text()).filter(n -> n > Integer.MAX_VALUE).isPresent();
        if (tooLarge && !Sizes.NAMES.contains(value.text())) {
            report(value.span(), diagnostics);
        }
    }

    private static void report(Span span, Diagnostics diagnostics) {
        diagnostics.add(Diagnostic.of(
                Code.BAD_NUMBER, span, "numbers have 31 bits here, and this one is larger than 0x7fff_ffff"));
    }
}
