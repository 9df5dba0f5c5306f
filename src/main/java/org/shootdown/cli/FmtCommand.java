package org.shootdown.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.shootdown.Shootdown;
import org.shootdown.diag.SourceFile;
import org.shootdown.syntax.format.FormatFault;
import org.shootdown.syntax.format.Formatter.Formatted;

/** {@code fmt}: brings scripts into the one style, or says which are not in it. */
final class FmtCommand implements Command {

    private static final String STANDARD_INPUT = "-";

    @Override
    public String name() {
        return "fmt";
    }

    @Override
    public String summary() {
        return "bring scripts into the one style";
    }

    @Override
    public String arguments() {
        return "PATH...|-";
    }

    @Override
    public List<String> examples() {
        return List.of("shootdown fmt race.mmsc", "shootdown fmt --check samples", "shootdown fmt - < in > out");
    }

    @Override
    public Options options() {
        Options options = new Options();
        options.addOption(Option.builder().longOpt("check")
                .desc("change nothing; list the scripts that are not in the style, and exit with 1 if there are any")
                .get());
        return options;
    }

    @Override
    public String exitStatus() {
        return """
            exit status:
              0    every script is in the style, or is now
              1    with --check: a script is not in the style
              2    the command line makes no sense, or a file cannot be written
              3    a script cannot be read, and stays as it is
              70   a fault of our own: the result would mean something else,
                   and the script stays as it is
            """;
    }

    @Override
    public int run(CommandLine line, Console console) throws UsageException {
        boolean check = line.hasOption("check");
        Findings findings = new Findings(console);
        List<String> paths = line.getArgList();
        if (paths.contains(STANDARD_INPUT)) {
            if (paths.size() > 1) {
                throw new UsageException("`-` is the standard input, and stands alone");
            }
            return filter(check, findings, console);
        }
        int status = ExitStatus.OK;
        int different = 0;
        for (Path path : ScriptFiles.find(paths)) {
            ScriptFiles.Reading reading = ScriptFiles.read(path);
            findings.print(reading.problems());
            Optional<SourceFile> file = reading.file();
            Optional<Formatted> formatted = file.flatMap(f -> format(f, findings, console));
            if (formatted.isEmpty()) {
                status = ExitStatus.worse(status, file.isEmpty() ? ExitStatus.SCRIPT : ExitStatus.INTERNAL);
            } else if (formatted.get().hasErrors()) {
                status = ExitStatus.worse(status, ExitStatus.SCRIPT);
            } else if (!formatted.get().text().equals(file.get().text())) {
                different++;
                status = ExitStatus.worse(status, change(path, file.get(), formatted.get(), check, console));
            }
        }
        findings.printCount();
        if (check && different > 0) {
            String them = different == 1 ? "it" : "them";
            console.err().println("`shootdown fmt` brings " + them + " into the style.");
        }
        return status;
    }

    private static int change(Path path, SourceFile file, Formatted formatted, boolean check, Console console)
            throws UsageException {
        if (check) {
            return differs(file, formatted, console);
        }
        try {
            AtomicFile.write(path, formatted.text());
        } catch (IOException e) {
            throw new UsageException("`" + path + "` cannot be written: " + e.getMessage());
        }
        console.out().println(path);
        return ExitStatus.OK;
    }

    private static int differs(SourceFile file, Formatted formatted, Console console) {
        console.out().println(file.name() + ":" + firstDifference(file.text(), formatted.text())
                + ": not in the style from here on");
        return ExitStatus.UNEXPECTED;
    }

    private static int firstDifference(String before, String after) {
        int same = 0;
        int most = Math.min(before.length(), after.length());
        while (same < most && before.charAt(same) == after.charAt(same)) {
            same++;
        }
        return 1 + (int) before.substring(0, same).chars().filter(c -> c == '\n').count();
    }

    /** The script in the style, or nothing if it cannot be put into it: then it has been said why. */
    private static Optional<Formatted> format(SourceFile file, Findings findings, Console console) {
        try {
            Formatted formatted = Shootdown.format(file);
            findings.print(formatted.diagnostics());
            return Optional.of(formatted);
        } catch (FormatFault e) {
            console.err().println("shootdown: a fault of our own: `" + file.name() + "` stays as it is, for");
            console.err().println("  " + e.getMessage() + "; please report it with the script.");
            return Optional.empty();
        }
    }

    private static int filter(boolean check, Findings findings, Console console) throws UsageException {
        SourceFile file = SourceFile.of("<stdin>", standardInput());
        Optional<Formatted> formatted = format(file, findings, console);
        if (formatted.isEmpty()) {
            return ExitStatus.INTERNAL;
        }
        if (formatted.get().hasErrors()) {
            return ExitStatus.SCRIPT;
        }
        if (check) {
            boolean same = formatted.get().text().equals(file.text());
            return same ? ExitStatus.OK : differs(file, formatted.get(), console);
        }
        console.out().print(formatted.get().text());
        return ExitStatus.OK;
    }

    private static String standardInput() throws UsageException {
        try {
            byte[] bytes = System.in.readAllBytes();
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new UsageException("the standard input is not UTF-8 text");
        } catch (IOException e) {
            throw new UsageException("the standard input cannot be read: " + e.getMessage());
        }
    }
}
