package org.shootdown.cli;

import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.shootdown.RunOptions;
import org.shootdown.Shootdown;
import org.shootdown.ir.IrPrinter;
import org.shootdown.sema.Cell;
import org.shootdown.syntax.Declaration.Scenario;

/** {@code ir}: prints what a scenario is compiled to, cell by cell. */
final class IrCommand implements Command {

    @Override
    public String name() {
        return "ir";
    }

    @Override
    public String summary() {
        return "print what scenarios are compiled to, cell by cell";
    }

    @Override
    public String arguments() {
        return "PATH...";
    }

    @Override
    public List<String> examples() {
        return List.of("shootdown ir race.mmsc", "shootdown ir samples/cow-order.mmsc --only cow_order --first");
    }

    @Override
    public Options options() {
        Options options = new Options();
        options.addOption(Option.builder().longOpt("only").hasArg().argName("NAME")
                .desc("print only this scenario").get());
        options.addOption(Option.builder().longOpt("first").desc("print only the first cell of each").get());
        return options;
    }

    @Override
    public String exitStatus() {
        return Help.exitStatus("it is printed", "there are errors in a script");
    }

    @Override
    public int run(CommandLine line, Console console) throws UsageException {
        boolean first = line.hasOption("first");
        return ScriptFiles.forEachScenario(
                line, console, (loaded, scenario, findings) -> print(loaded, scenario, first, console));
    }

    private static int print(Shootdown loaded, Scenario scenario, boolean first, Console console) {
        for (Cell cell : loaded.cells(scenario, RunOptions.standard())) {
            console.out().println("; " + scenario.name() + " " + cell.text());
            console.out().println(IrPrinter.print(loaded.compile(scenario, cell)));
            if (first) {
                break;
            }
        }
        return ExitStatus.OK;
    }
}
