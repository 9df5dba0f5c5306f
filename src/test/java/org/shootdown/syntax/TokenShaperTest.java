package org.shootdown.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.shootdown.diag.SourceFile;

/** Where a line break ends a statement, and what a space before a parenthesis means. */
class TokenShaperTest {

    private static List<Statement> statements(String body) {
        Parsed parsed = parse(body);
        assertEquals(List.of(), parsed.diagnostics());
        Declaration.Scenario scenario =
                (Declaration.Scenario) parsed.script().declarations().get(0);
        return scenario.items(ScenarioItem.Thread.class).get(0).body().statements();
    }

    private static Parsed parse(String body) {
        String text = "shootdown 1\nscenario s {\n thread T on cpu 0 {\n" + body + "\n}\n check coherence\n}\n";
        return ScriptParser.parse(SourceFile.of("test", text));
    }

    private static Expression.Call call(Statement statement) {
        return assertInstanceOf(Statement.Perform.class, statement).call();
    }

    @Test
    void lineBreaksEndStatements() {
        assertEquals(2, statements("load A\nload B").size());
        assertEquals(2, statements("load A\n\n\n  load B\n").size());
        assertEquals(2, statements("load A\r\nload B\r\n").size());
        assertEquals(2, statements("load A; load B").size());
        assertEquals(2, statements("load A ;; load B;").size());
    }

    @Test
    void linesGoOnBehindOperatorsAndCommas() {
        assertEquals(1, statements("store A,\n 1").size());
        assertEquals(1, statements("r = 1 +\n 2").size());
        assertEquals(1, statements("r =\n 2").size());
        assertEquals(1, statements("r = not\n true").size());
    }

    @Test
    void linesGoOnBeforeOperators() {
        assertEquals(1, statements("r = 1\n + 2").size());
        assertEquals(1, statements("r = a\n  and b").size());
        assertEquals(1, statements("if r == 1 { }\n else { }").size());
        assertEquals(1, statements("try { load A }\n on fault { }").size());
        assertEquals(1, statements("choose { load A }\n or { load B }").size());
    }

    @Test
    void commentsAreNoLineBreaks() {
        assertEquals(2, statements("load A // the first\nload B /* the\n second */").size());
        assertEquals(1, statements("store A, // where\n 1 // what").size());
        assertEquals(1, statements("store A, /* one\n two */ 1").size());
    }

    @Test
    void insideParenthesesNothingEnds() {
        assertEquals(1, statements("f(\n A\n ,\n B\n)").size());
        assertEquals(1, statements("r = p[\n A\n]").size());
    }

    @Test
    void touchingParenthesesCall() {
        assertFalse(call(statements("f(a)").get(0)).command());
        Expression.Call operation = call(statements("f (a), b").get(0));
        assertEquals(2, operation.arguments().size());
        assertEquals(true, operation.command());
    }

    @Test
    void severalStatementsShareALine() {
        assertEquals(3, statements("store A, 1   store B, 1   r = load A").size());
        assertEquals(3, statements("r = load A   r = load B   r = 9").size());
        assertEquals(4, statements("load A   q = 5   r = load B   done = 1").size());
        assertEquals(3, statements("await done == 1   r = load A   s = r").size());
        assertEquals(1, statements("dsb_ish").size());
    }

    /** One forgotten parenthesis spoils its line, not the file. */
    @Test
    void bracesStartAfresh() {
        Parsed parsed = parse("f(a\n if b { load A }\n load B");
        assertEquals(1, parsed.diagnostics().size());
    }
}
