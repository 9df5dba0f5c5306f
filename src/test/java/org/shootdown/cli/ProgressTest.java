package org.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.shootdown.RunOptions;
import org.shootdown.RunProgress;
import org.shootdown.Samples;
import org.shootdown.engine.Engine;
import org.shootdown.engine.Limits;

/** What is said during a run: nothing of a short one, and of a long one not too much. */
class ProgressTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private long seconds;
    private final Progress progress = new Progress(
            new Console(new PrintStream(OutputStream.nullOutputStream()), new PrintStream(err, true, StandardCharsets.UTF_8), false),
            () -> seconds * 1_000_000_000L);

    private List<String> lines() {
        return err.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void ofCells() {
        progress.cellDone("s arch=x86_64");
        assertEquals(List.of(), lines());
        seconds = 2;
        progress.cellDone("s arch=arm64");
        assertEquals(List.of("2 cells done after 2 s, last s arch=arm64"), lines());
    }

    @Test
    void oneCellIsNotSeveral() {
        seconds = 2;
        progress.cellDone("s");
        assertEquals(List.of("1 cell done after 2 s, last s"), lines());
    }

    @Test
    void ofAnHourInOneCell() {
        for (seconds = 0; seconds < 3600; seconds++) {
            progress.exploring("s arch=arm64", (int) seconds * 1000);
        }
        assertEquals("4,000 states after 4 s in s arch=arm64", lines().get(0));
        assertTrue(lines().size() < 100, () -> lines().size() + " lines");
        assertTrue(lines().size() > 20, () -> lines().size() + " lines");
    }

    @Test
    void aLineFitsATerminal() {
        seconds = 10;
        progress.cellDone("s" + " axis=value".repeat(20));
        assertEquals(80, lines().get(0).length());
        assertTrue(lines().get(0).endsWith("..."), lines().get(0));
    }

    /** The engine tells of states while it explores. */
    @Test
    void theEngineTells() {
        List<Integer> heard = new ArrayList<>();
        RunOptions options = new RunOptions(
                Map.of("arch", List.of("arm64"), "kernel", List.of("linux_6_6")),
                List.of(), Optional.empty(), Engine.FAST, new Limits(5_000, 1 << 28, 60_000), 1);
        Samples.load(Path.of("samples/cow-order.mmsc")).run(options, new RunProgress() {
            @Override
            public void cellDone(String cell) {
                heard.add(-1);
            }

            @Override
            public void exploring(String cell, int states) {
                assertTrue(cell.startsWith("cow_order"), cell);
                heard.add(states);
            }
        });
        assertTrue(heard.size() >= 4, () -> "heard " + heard);
        assertEquals(-1, heard.get(heard.size() - 1));
        for (int i = 2; i < heard.size() - 1; i++) {
            assertTrue(heard.get(i - 1) < heard.get(i), () -> "heard " + heard);
        }
    }
}
