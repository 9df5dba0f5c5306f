package org.shootdown.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.shootdown.RunOptions;
import org.shootdown.engine.Engine;
import org.shootdown.engine.Limits;
import org.shootdown.sema.Assumption;

/** The options of {@code run}: what may be written, and what was. */
final class RunArguments {

    private RunArguments() {}

    static Options options() {
        Options options = new Options();
        options.addOption(AxisOption.of("run only these values of an axis or a param"));
        options.addOption(Option.builder().longOpt("assume").hasArg().argName("RULE=VALUE")
                .desc("answer once more with a rule of the machine set otherwise, and list what changes; may be repeated")
                .get());
        options.addOption(Option.builder().longOpt("cost")
                .desc("say what runs cost: IPIs, invalidations, commands, callbacks, barriers").get());
        options.addOption(Option.builder().longOpt("rules")
                .desc("list the rules and procedures that each verdict leans on").get());
        options.addOption(Option.builder().longOpt("only").hasArg().argName("NAME")
                .desc("run only this scenario; may be repeated").get());
        options.addOption(Option.builder().longOpt("check").hasArg().argName("NAME")
                .desc("answer only this question").get());
        options.addOption(Option.builder().longOpt("engine").hasArg().argName("NAME")
                .desc("fast (default), or reference: every cache fill a step").get());
        options.addOption(Option.builder().longOpt("jobs").hasArg().argName("N")
                .desc("explore N cells at a time (default: all processors)").get());
        options.addOption(Option.builder().longOpt("max-states").hasArg().argName("N")
                .desc("give up a cell beyond N states: unknown").get());
        options.addOption(Option.builder().longOpt("max-memory").hasArg().argName("MIB")
                .desc("give up a cell beyond that many MiB of states").get());
        options.addOption(Option.builder().longOpt("timeout").hasArg().argName("SECONDS")
                .desc("give up a cell after that time").get());
        options.addOption(Option.builder().longOpt("format").hasArg().argName("FORMAT")
                .desc("text (default) or json").get());
        options.addOption(Option.builder().longOpt("trace").hasArg().argName("KIND")
                .desc("timeline (default) or none").get());
        options.addOption(Option.builder("o").hasArg().argName("FILE")
                .desc("write the report there instead of standard output").get());
        return options;
    }

    static RunOptions read(CommandLine line) throws UsageException {
        Limits standard = Limits.standard();
        Limits limits = new Limits(
                number(line, "max-states", standard.maxStates()),
                number(line, "max-memory", standard.maxBytes() >> 20) << 20,
                number(line, "timeout", standard.maxMillis() / 1000) * 1000);
        String engine = line.getOptionValue("engine", Engine.FAST.word());
        return new RunOptions(
                AxisOption.read(line),
                values(line, "only"),
                Optional.ofNullable(line.getOptionValue("check")),
                Engine.named(engine).orElseThrow(() -> Choice.noSuch("engine", engine, Engine.names())),
                limits,
                (int) number(line, "jobs", Runtime.getRuntime().availableProcessors()),
                wishes(line),
                line.hasOption("cost"));
    }

    private static List<Assumption.Wish> wishes(CommandLine line) throws UsageException {
        List<Assumption.Wish> wishes = new ArrayList<>();
        for (String text : values(line, "assume")) {
            wishes.add(Assumption.Wish.of(text)
                    .orElseThrow(() -> new UsageException("`--assume " + text + "` is not RULE=VALUE")));
        }
        return wishes;
    }

    private static List<String> values(CommandLine line, String option) {
        String[] values = line.getOptionValues(option);
        return values == null ? List.of() : List.of(values);
    }

    private static long number(CommandLine line, String option, long standard) throws UsageException {
        String text = line.getOptionValue(option);
        if (text == null) {
            return standard;
        }
        try {
            long number = Long.parseLong(text.replace("_", "").replace(",", ""));
            if (number > 0 && number < Long.MAX_VALUE >> 21) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new UsageException("`--" + option + " " + text + "` is not a number above zero");
    }
}
