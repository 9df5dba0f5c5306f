package org.shootdown.cli;

import org.apache.commons.cli.Option;
import org.shootdown.report.Paragraphs;

/** The help text of a command: usage, examples, options. */
final class Help {

    /** The exit statuses of {@code run}, which are all that there are. */
    static final String EXIT_STATUS =
            """
            exit status:
              0    every expectation is met
              1    a verdict is not as expected, or a question is violated
              2    the command line makes no sense, or output cannot be written
              3    there are errors in a script
              4    a bound was reached, and something is unknown
              70   a fault of our own
              130  interrupted
            """;

    private static final int COLUMN = 30;

    private Help() {}

    /**
     * The exit statuses of a command that asks no questions.
     *
     * @param done what 0 says
     * @param errors what 3 says
     */
    static String exitStatus(String done, String errors) {
        return """
            exit status:
              0    %s
              2    the command line makes no sense, or output cannot be written
              3    %s
              70   a fault of our own
              130  interrupted
            """
                .formatted(done, errors);
    }

    static String of(Command command) {
        StringBuilder out = new StringBuilder();
        out.append("shootdown ").append(command.name()).append(": ").append(command.summary()).append("\n\n");
        out.append("usage: shootdown ").append(command.name());
        if (!command.options().getOptions().isEmpty()) {
            out.append(" [OPTION]...");
        }
        out.append(' ').append(command.arguments()).append("\n\n");
        command.examples().forEach(e -> out.append("  ").append(e).append('\n'));
        if (!command.options().getOptions().isEmpty()) {
            out.append('\n');
        }
        for (Option option : command.options().getOptions()) {
            String name = option.getLongOpt() == null ? "-" + option.getOpt() : "--" + option.getLongOpt();
            String head = "  " + name + (option.hasArg() ? " " + option.getArgName() : "");
            if (head.length() >= COLUMN) {
                out.append(head).append('\n');
                head = "";
            }
            out.append(Paragraphs.hanging(head, COLUMN, option.getDescription()));
        }
        return out.append('\n').append(command.exitStatus()).toString();
    }
}
