package org.shootdown.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/** {@code --set AXIS=VALUE[,VALUE]}: chooses the values of an axis. */
final class AxisOption {

    private static final String NAME = "set";

    private AxisOption() {}

    static Option of(String description) {
        return Option.builder()
                .longOpt(NAME)
                .hasArg()
                .argName("AXIS=VALUE[,VALUE]")
                .desc(description)
                .get();
    }

    /** The values that a command line chooses, by axis. */
    static Map<String, List<String>> read(CommandLine line) throws UsageException {
        Map<String, List<String>> chosen = new LinkedHashMap<>();
        String[] assignments = line.getOptionValues(NAME);
        for (String assignment : assignments == null ? new String[0] : assignments) {
            int equals = assignment.indexOf('=');
            if (equals <= 0 || equals == assignment.length() - 1) {
                throw new UsageException("`--set " + assignment + "` is not AXIS=VALUE");
            }
            String axis = assignment.substring(0, equals).strip();
            List<String> values = List.of(assignment.substring(equals + 1).strip().split("\\s*,\\s*"));
            chosen.merge(axis, values, AxisOption::together);
        }
        return chosen;
    }

    /** The same axis may be named again, for more of its values. */
    private static List<String> together(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).distinct().toList();
    }
}
