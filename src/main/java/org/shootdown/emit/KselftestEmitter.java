package org.shootdown.emit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.Span;
import org.shootdown.sema.Cell;
import org.shootdown.sema.LibraryIndex;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.ScenarioItem;

/**
 * Makes a scenario of accesses and system calls a program in the style of the kernel's own tests: it runs the threads
 * over and over and compares the registers with what the model allows.
 */
public final class KselftestEmitter {

    private static final String GROUP = "emit/kselftest.stg";
    private static final String HARNESS = "kselftest_harness.h";
    private static final String MAKEFILE = "Makefile";
    private static final int WIDTH = 88;
    private static final int MOST_OUTCOMES = 4096;

    /** In this order they stand in the program. */
    private static final List<String> OPERATIONS = List.of(
            "load", "store", "xchg", "fetch_add", "cmpxchg", "mmap", "munmap", "mprotect", "fork", "remainder", "stopped");

    private KselftestEmitter() {}

    /** Why a scenario cannot be emitted for some cells; empty if it can. */
    public static List<Diagnostic> refusals(LibraryIndex index, Scenario scenario, List<Cell> cells) {
        Refusals refusals = new Refusals();
        new ScenarioTranslator(index, scenario, cells, refusals).translate();
        return refusals.all();
    }

    /**
     * The files of the test, or why there are none.
     *
     * @param cells the cells that the program is for, at least one
     * @param allowed what may come out in any of them
     */
    public static EmitResult emit(LibraryIndex index, Scenario scenario, List<Cell> cells, AllowedOutcomes allowed) {
        Refusals refusals = new Refusals();
        ScenarioTranslator translator = new ScenarioTranslator(index, scenario, cells, refusals);
        translator.translate();
        if (!refusals.all().isEmpty()) {
            return EmitResult.refused(refusals.all());
        }
        Observables observables = new Observables(allowed, translator);
        checkOutcomes(scenario, observables, refusals);
        if (!refusals.all().isEmpty()) {
            return EmitResult.refused(refusals.all());
        }
        CProgram program = program(scenario, translator, observables);
        String text = LineBreaker.fit(Templates.of(GROUP).render("file", "p", program));
        Map<String, String> files = new LinkedHashMap<>();
        files.put(program.name().text() + ".c", text);
        files.put(MAKEFILE, resource(MAKEFILE));
        files.put(HARNESS, resource(HARNESS));
        return new EmitResult(files, List.of());
    }

    private static void checkOutcomes(Scenario scenario, Observables observables, Refusals refusals) {
        Span span = scenario.name().span();
        int count = observables.outcomes().size();
        if (observables.names().isEmpty()) {
            refusals.at(span, "the threads have no register that a test could compare", "load into one: `r = load A`");
        } else if (count == 0) {
            refusals.at(span, "no run of the scenario ends, so nothing is allowed");
        } else if (count > MOST_OUTCOMES) {
            refusals.at(span, "the model allows " + count + " outcomes; a test lists at most " + MOST_OUTCOMES);
        }
    }

    private static CProgram program(Scenario scenario, ScenarioTranslator translator, Observables observables) {
        Set<String> used = translator.operations();
        Identifier name = Names.program(scenario.name().text());
        List<CProgram.Observable> table = observables.table(translator.names().observables());
        return new CProgram(
                name,
                name,
                Comment.paragraph(description(scenario), WIDTH),
                new Comment(baseName(scenario) + ":" + scenario.name().span().line()),
                translator.axes().lines(WIDTH - 16),
                new Comment(hash(scenario.span().text())),
                script(scenario),
                includes(used),
                threads(scenario, translator, observables),
                translator.pages(),
                table,
                Comment.paragraph(String.join(", ", observables.names()), WIDTH - 8),
                observables.outcomes(),
                (int) scenario.items(ScenarioItem.Thread.class).stream()
                        .filter(t -> !translator.isForked(t))
                        .count(),
                observables.textSize(),
                OPERATIONS.stream()
                        .filter(used::contains)
                        .map(o -> o + "Function")
                        .toList(),
                translator.functions());
    }

    private static List<CProgram.ThreadRow> threads(
            Scenario scenario, ScenarioTranslator translator, Observables observables) {
        List<CProgram.ThreadRow> rows = new ArrayList<>();
        for (ScenarioItem.Thread thread : scenario.items(ScenarioItem.Thread.class)) {
            String name = thread.name().text();
            rows.add(new CProgram.ThreadRow(
                    translator.names().threads().of(name),
                    new Literal(name),
                    thread.number().orElse(-1),
                    translator.isForked(thread),
                    observables.observesFault(name),
                    translator.names().observables().of(name + ".fault")));
        }
        return rows;
    }

    private static List<String> includes(Set<String> operations) {
        List<String> includes = new ArrayList<>(List.of(
                "errno.h", "limits.h", "pthread.h", "sched.h", "setjmp.h", "signal.h", "stdbool.h", "stdio.h",
                "stdlib.h", "string.h", "sys/mman.h"));
        if (operations.contains(UserOperations.FORK)) {
            includes.add("sys/prctl.h");
        }
        includes.addAll(List.of("sys/wait.h", "time.h", "unistd.h"));
        return includes;
    }

    private static String description(Scenario scenario) {
        String documentation = scenario.documentation().strip();
        return documentation.isEmpty() ? "The scenario " + scenario.name() + "." : documentation;
    }

    private static String baseName(Scenario scenario) {
        String name = scenario.span().file().name();
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }

    private static List<Comment> script(Scenario scenario) {
        List<Comment> lines = new ArrayList<>();
        SourceFile file = scenario.span().file();
        int last = file.lineOf(scenario.span().end() - 1);
        for (int line = scenario.span().line(); line <= last; line++) {
            lines.addAll(Comment.verbatim(file.line(line), WIDTH));
        }
        return lines;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = KselftestEmitter.class.getResourceAsStream("/emit/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
