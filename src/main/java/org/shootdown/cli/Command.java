package org.shootdown.cli;

import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** A command of the program. A new one is a class and a line in {@link Main}. */
interface Command {

    String name();

    /** What it does, in half a line. */
    String summary();

    /** What it takes besides options, as usage lines print it. */
    String arguments();

    /** Two or three command lines to copy. */
    List<String> examples();

    Options options();

    /** What its exit status says, as help prints it. */
    String exitStatus();

    /** Does it; yields the exit status. */
    int run(CommandLine line, Console console) throws UsageException;
}
