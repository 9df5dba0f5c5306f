package org.shootdown.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shootdown.syntax.Expression.Operator;
import org.stringtemplate.v4.ST;

/** Every record has its template, and a mistake in a template is an error. */
class TemplatesTest {

    private static final Templates TEMPLATES = Templates.of("emit/kselftest.stg");

    static Stream<String> records() {
        return Stream.of(CStatement.class, CExpression.class, CProgram.Observed.class)
                .flatMap(c -> Arrays.stream(c.getPermittedSubclasses()))
                .map(Class::getSimpleName)
                .map(n -> Character.toLowerCase(n.charAt(0)) + n.substring(1));
    }

    @ParameterizedTest
    @MethodSource("records")
    void everyRecordHasATemplateOfItsName(String name) {
        ST template = TEMPLATES.group().getInstanceOf(name);
        assertNotNull(template, name);
        assertEquals(1, template.getAttributes().size(), name);
    }

    @ParameterizedTest
    @MethodSource("binaryOperators")
    void everyOperatorHasItsSign(Operator operator) {
        CExpression one = new CExpression.Constant(1);
        String text = TEMPLATES.render("comparison", "e", new CExpression.Comparison(operator, one, one));
        assertEquals(4, text.replaceAll("[^ 1]", "").length(), text);
        assertEquals(5, text.replaceAll("[<>=!+*&|-]+", "?").length(), text);
    }

    /** The others are translated to these. */
    static Stream<Operator> binaryOperators() {
        return Stream.of(Operator.values()).filter(o -> o != Operator.REMAINDER && o != Operator.IMPLIES);
    }

    @Test
    void aPropertyThatDoesNotExistIsAnError() {
        assertThrows(
                IllegalStateException.class,
                () -> TEMPLATES.render("mmap", "s", new CStatement.Unused()));
        assertThrows(IllegalStateException.class, () -> TEMPLATES.render("no_such_template", "s", List.of()));
    }
}
