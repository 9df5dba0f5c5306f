package org.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.shootdown.Shootdown;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.TextRenderer;

/** What the benchmark reads is a script without errors: else it would measure something else. */
class BenchScriptTest {

    @Test
    void hasNoErrors() {
        SourceFile script = BenchScript.of(600, 1);
        Shootdown loaded = Shootdown.load(List.of(script));
        assertTrue(!loaded.hasErrors(), () -> new TextRenderer(false).render(loaded.diagnostics()));
        assertEquals(List.of(), loaded.compileAll());
        assertTrue(script.lineStarts().length >= 600);
    }

    @Test
    void isTheSameForTheSameSeed() {
        assertEquals(BenchScript.of(300, 7).text(), BenchScript.of(300, 7).text());
    }
}
