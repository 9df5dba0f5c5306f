package org.shootdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.TextRenderer;

/** The way in for those who embed it. */
class ShootdownTest {

    private static final String SCENARIO =
            "shootdown 1\nscenario s {\n mm m { page A }\n thread T on cpu 0 { r = load A }\n check coherence\n}\n";

    @Test
    void unreadableFilesAreDiagnostics() {
        Diagnostic diagnostic = Shootdown.unreadable("nowhere.mmsc", "no such file");
        assertEquals(Code.UNREADABLE_FILE, diagnostic.code());
        assertTrue(new TextRenderer(false).render(diagnostic).contains("nowhere.mmsc"));
    }

    @Test
    void filesAreCheckedTogether() {
        SourceFile kernel = SourceFile.of("k.mmsc", "shootdown 1\nkernel k extends linux_6_6 { }\n");
        SourceFile script = SourceFile.of("s.mmsc", SCENARIO.replace(" mm m", " vary kernel in k\n mm m"));
        assertTrue(Shootdown.load(List.of(script)).hasErrors());
        assertFalse(Shootdown.load(List.of(script, kernel)).hasErrors());
        assertFalse(Shootdown.load(List.of(kernel, script)).hasErrors());
    }

    @Test
    void scenariosOfTwoFilesMayShareAName() {
        List<SourceFile> files = List.of(SourceFile.of("a.mmsc", SCENARIO), SourceFile.of("b.mmsc", SCENARIO));
        Shootdown loaded = Shootdown.load(files);
        assertEquals(List.of(), loaded.diagnostics());
        assertEquals(2, loaded.scenarios().size());
        assertEquals(2, loaded.run(RunOptions.standard(), cell -> {}).scenarios().size());
    }

    @Test
    void errorsInOneFileStopAll() {
        List<SourceFile> files = List.of(SourceFile.of("a.mmsc", SCENARIO), SourceFile.of("b.mmsc", "scenario {"));
        assertTrue(Shootdown.load(files).hasErrors());
    }
}
