package org.shootdown.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.AlreadySelectedException;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;
import org.shootdown.diag.Nearest;

/** The program: finds the command, reads its options, and sees to it that nobody meets a stack trace. */
public final class Main {

    private static final List<Command> COMMANDS =
            List.of(new RunCommand(), new CheckCommand(), new FmtCommand(), new EmitCommand(), new IrCommand(),
                    new PteCommand(), new ExplainCommand(), new BenchCommand());

    /** Of a terminal. */
    private static final int WIDTH = 80;

    private Main() {}

    public static void main(String[] arguments) {
        Interruption interruption = Interruption.watch(Thread.currentThread());
        int status = run(arguments, new FileOutputStream(FileDescriptor.out), System.err);
        if (!interruption.isEnding()) {
            System.exit(status);
        }
    }

    /** Runs a command line and sees to it that its output arrives; yields the exit status. */
    static int run(String[] arguments, OutputStream out, PrintStream err) {
        StandardOutput output = new StandardOutput(out);
        int status = run(arguments, Console.of(output.stream(), err));
        Optional<String> loss = output.loss();
        loss.ifPresent(why -> err.println("shootdown: the output cannot be written: " + why));
        return loss.isPresent() ? ExitStatus.worse(status, ExitStatus.USAGE) : status;
    }

    /** Runs a command line; yields the exit status. */
    static int run(String[] arguments, Console console) {
        try {
            return dispatch(arguments, console);
        } catch (UsageException e) {
            wrapped("shootdown: " + e.getMessage()).forEach(console.err()::println);
            console.err().println("Try `shootdown --help`.");
            return ExitStatus.USAGE;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            StackTraceElement[] trace = e.getStackTrace();
            console.err().println("shootdown: a fault of our own: " + e);
            console.err().println("  at " + (trace.length == 0 ? "an unknown place" : trace[0])
                    + "; please report it with the script.");
            return ExitStatus.INTERNAL;
        }
    }

    /** In lines of at most 80 columns, where the words permit it; those behind the first are indented. */
    static List<String> wrapped(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() + 1 + word.length() > WIDTH && !line.toString().isBlank()) {
                lines.add(line.toString());
                line = new StringBuilder("   ");
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static int dispatch(String[] arguments, Console console) throws UsageException {
        if (arguments.length == 0) {
            console.err().print(help());
            return ExitStatus.USAGE;
        }
        String first = arguments[0];
        if (first.equals("--help") || first.equals("-h") || first.equals("help") && arguments.length == 1) {
            console.out().print(help());
            return ExitStatus.OK;
        }
        if (first.equals("--version")) {
            console.out().println("shootdown " + version());
            return ExitStatus.OK;
        }
        boolean helpOnCommand = first.equals("help");
        String name = helpOnCommand ? arguments[1] : first;
        Command command = find(name).orElseThrow(() -> unknownCommand(name));
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        if (helpOnCommand || Arrays.asList(rest).contains("--help") || Arrays.asList(rest).contains("-h")) {
            console.out().print(Help.of(command));
            return ExitStatus.OK;
        }
        return command.run(parse(command, rest), console);
    }

    /** All commands, in the order in which the help lists them. */
    static List<Command> commands() {
        return COMMANDS;
    }

    private static Optional<Command> find(String name) {
        return COMMANDS.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    private static UsageException unknownCommand(String name) {
        List<String> names = COMMANDS.stream().map(Command::name).toList();
        return new UsageException("there is no command `" + name + "`"
                + Nearest.help(name, names).map(h -> "; " + h).orElse(""));
    }

    private static CommandLine parse(Command command, String[] arguments) throws UsageException {
        Options options = command.options();
        try {
            return DefaultParser.builder()
                    .setAllowPartialMatching(false)
                    .get()
                    .parse(options, arguments);
        } catch (UnrecognizedOptionException e) {
            List<String> known = options.getOptions().stream()
                    .map(Option::getLongOpt)
                    .filter(o -> o != null)
                    .toList();
            String given = e.getOption().replaceFirst("^-+", "").replaceFirst("=.*", "");
            throw new UsageException("`" + command.name() + "` has no option `" + e.getOption() + "`"
                    + Nearest.to(given, known).map(n -> "; did you mean `--" + n + "`?").orElse(""));
        } catch (AlreadySelectedException e) {
            throw new UsageException(e.getMessage());
        } catch (ParseException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static String help() {
        StringBuilder out = new StringBuilder();
        out.append("shootdown: explores memory-management races in every interleaving.\n\n");
        out.append("usage: shootdown COMMAND [OPTION]... PATH...\n\n");
        out.append("  shootdown run samples\n");
        out.append("  shootdown run race.mmsc --set arch=arm64\n\n");
        for (Command command : COMMANDS) {
            out.append(String.format("  %-10s %s%n", command.name(), command.summary()));
        }
        out.append(String.format("  %-10s %s%n", "--version", "print the version"));
        out.append("\n`shootdown COMMAND --help` says more about a command.\n\n");
        out.append(Help.EXIT_STATUS);
        return out.toString();
    }

    /** The version in the jar's manifest. */
    static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion()).orElse("0 (not packaged)");
    }
}
