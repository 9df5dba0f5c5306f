package org.shootdown.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.shootdown.Emission;
import org.shootdown.Shootdown;
import org.shootdown.diag.SourceFile;
import org.shootdown.syntax.Declaration.Scenario;

/** The files of an emitted test in a directory, to be built and run. */
record EmittedProgram(String name, Path directory) {

    /** What a process printed and how it ended. */
    record Outcome(int status, String output) {}

    static Shootdown load(String name, String text) {
        Shootdown loaded = Shootdown.load(List.of(SourceFile.of(name, text)));
        assertFalse(loaded.hasErrors(), () -> loaded.diagnostics().toString());
        return loaded;
    }

    /** Emits the only scenario of a script. */
    static EmitResult emit(String name, String text) {
        Shootdown loaded = load(name, text);
        Scenario scenario = loaded.scenarios().get(0);
        return Emission.kselftest(loaded, scenario);
    }

    static EmittedProgram write(EmitResult result, Path directory) throws IOException {
        assertEquals(List.of(), result.diagnostics());
        for (Map.Entry<String, String> file : result.files().entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
        String source = result.files().keySet().iterator().next();
        return new EmittedProgram(source.substring(0, source.length() - ".c".length()), directory);
    }

    /** Compiles with a header instead of ours, if one is given. */
    void compile(String... more) throws IOException, InterruptedException {
        assumeTrue(available("gcc"), "no gcc");
        List<String> command = new ArrayList<>(List.of(
                "gcc", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O2", "-pthread", "-o", name, name + ".c"));
        command.addAll(List.of(more));
        Outcome outcome = run(60, command);
        assertEquals(0, outcome.status(), outcome.output());
    }

    Outcome run() throws IOException, InterruptedException {
        return run(60, List.of("./" + name));
    }

    Outcome run(int seconds, List<String> command) throws IOException, InterruptedException {
        File log = directory.resolve("log").toFile();
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("SHOOTDOWN_MS", "400");
        builder.environment().put("SHOOTDOWN_SEED", "1");
        Process process = builder.redirectErrorStream(true).redirectOutput(log).start();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        return new Outcome(process.exitValue(), Files.readString(log.toPath()));
    }

    static boolean available(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
