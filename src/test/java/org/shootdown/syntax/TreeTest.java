package org.shootdown.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.shootdown.diag.SourceFile;

/** The walker finds what is below a node, whatever it stands in, and tells what says the same. */
class TreeTest {

    private static Script parse(String body) {
        String text = "shootdown 1\nscenario s {\n thread T on cpu 0 {\n" + body + "\n }\n check coherence\n}\n";
        Parsed parsed = ScriptParser.parse(SourceFile.of("s.mmsc", text));
        assertEquals(List.of(), parsed.diagnostics());
        return parsed.script();
    }

    @Test
    void findsNodesInAllThatHoldsThem() {
        Script script = parse("if a == b[c] { while d == 1 { store e, f } } else { choose { g = h } or { i = m.j } }");
        List<String> names = Tree.all(script, Expression.Reference.class).stream()
                .map(Expression.Reference::name)
                .toList();
        assertEquals(List.of("a", "b", "c", "d", "e", "f", "h", "m"), names);
        assertEquals(6, Tree.all(script, Statement.class).size());
    }

    @Test
    void sameIsWhatSaysTheSame() {
        Script one = parse("store A, 1");
        assertTrue(Tree.same(one.declarations(), parse("   store   A,\n 1").declarations()));
        assertFalse(Tree.same(one.declarations(), parse("store A, 2").declarations()));
        assertFalse(Tree.same(one.declarations(), parse("store A, 1   isb()").declarations()));
    }
}
