package org.shootdown.cli;

import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.shootdown.diag.Nearest;

/** Options whose value is one of a few words. */
final class Choice {

    private Choice() {}

    /** The word that a command line chooses; the first of them if it says nothing. */
    static String of(CommandLine line, String option, List<String> known) throws UsageException {
        String value = line.getOptionValue(option, known.get(0));
        if (!known.contains(value)) {
            throw noSuch(option, value, known);
        }
        return value;
    }

    /** Names the nearest word, or all that there are. */
    static UsageException noSuch(String option, String value, List<String> known) {
        return new UsageException("`--" + option + " " + value + "`: "
                + Nearest.help(value, known).orElse("there are " + String.join(", ", known)));
    }
}
