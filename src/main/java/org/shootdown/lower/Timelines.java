package org.shootdown.lower;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.shootdown.ir.Program;
import org.shootdown.ir.Value;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.Statement;

/**
 * The timelines of a scenario. Each is a monitor: state that counts the rows whose steps have come. The threads' own code
 * moves it on, in one atomic step with the step that is meant, so that the order of the rows is the order of the steps.
 *
 * <p>A row is done as soon as its steps have come. That is enough to find every way through a timeline: who has done a row
 * earlier can do all that is left of it as well.
 */
final class Timelines {

    /** The step of a thread in a row. */
    record Cell(Monitor monitor, int row, int column, ScenarioItem.Step step) {

        Expression.Call call() {
            return step.statement() instanceof Statement.Assign assign
                    ? (Expression.Call) assign.value()
                    : ((Statement.Perform) step.statement()).call();
        }

        /** The register that the step assigns. */
        Optional<String> register() {
            return step.statement() instanceof Statement.Assign assign
                    ? Optional.of(assign.target().name().text())
                    : Optional.empty();
        }

        /** The next step of the same thread. */
        Optional<Cell> next() {
            return monitor.cells.stream()
                    .filter(c -> c.column == column && c.row > row)
                    .min(Comparator.comparingInt(Cell::row));
        }
    }

    /** How far a cell of the row that is under way has come. */
    static final int BEGUN = 1;

    static final int DONE = 2;

    /** The state that watches one timeline. */
    static final class Monitor {
        private final ScenarioItem.Timeline timeline;
        private final int row;
        private final List<Integer> progress = new ArrayList<>();
        private final List<Cell> cells = new ArrayList<>();
        private final List<Cell> matched = new ArrayList<>();

        private Monitor(ScenarioItem.Timeline timeline, StateLayout layout) {
            this.timeline = timeline;
            String name = timeline.name().text();
            this.row = layout.watcher(name + ".row");
            for (ScenarioItem.Column column : timeline.columns()) {
                progress.add(layout.watcher(name + "." + column.thread()));
            }
            List<ScenarioItem.Row> rows = timeline.rows();
            for (int r = 0; r < rows.size(); r++) {
                for (int c = 0; c < rows.get(r).cells().size(); c++) {
                    Optional<ScenarioItem.Step> step = rows.get(r).cells().get(c);
                    if (step.isPresent()) {
                        cells.add(new Cell(this, r, c, step.get()));
                    }
                }
            }
        }

        /** The slot of the number of rows that are done. */
        int row() {
            return row;
        }

        /** The slot of how far the present row has come in a column. */
        int progress(int column) {
            return progress.get(column);
        }

        List<Cell> inRow(int wanted) {
            return cells.stream().filter(c -> c.row == wanted).toList();
        }

        void found(Cell cell) {
            matched.add(cell);
        }

        /** That all rows are done. */
        private Value done() {
            return Value.equal(row, timeline.rows().size());
        }
    }

    private final List<Monitor> monitors = new ArrayList<>();

    Timelines(Scenario scenario, StateLayout layout) {
        scenario.items(ScenarioItem.Timeline.class).forEach(t -> monitors.add(new Monitor(t, layout)));
    }

    /** The steps of a thread, the last rows first: a step that moves one row on must not be taken for the next as well. */
    List<Cell> of(String thread) {
        return monitors.stream()
                .flatMap(m -> m.cells.stream())
                .filter(c -> c.monitor.timeline.columns().get(c.column).thread().text().equals(thread))
                .sorted(Comparator.comparingInt(Cell::row).reversed())
                .toList();
    }

    /** What the engines need to know to answer. */
    List<Program.Timeline> compiled() {
        return monitors.stream()
                .map(m -> new Program.Timeline(
                        m.timeline.name().text(),
                        m.row,
                        m.timeline.rows().stream().map(r -> row(m, r)).toList()))
                .toList();
    }

    private static Program.TimelineRow row(Monitor monitor, ScenarioItem.Row row) {
        List<Program.MissingStep> missing = monitor.cells.stream()
                .filter(c -> monitor.timeline.rows().get(c.row).equals(row))
                .filter(c -> !monitor.matched.contains(c))
                .map(c -> new Program.MissingStep(
                        monitor.timeline.columns().get(c.column).thread().text(), c.step.span()))
                .toList();
        String steps = String.join(
                "`, `",
                row.cells().stream().flatMap(Optional::stream).map(s -> s.span().text()).toList());
        return new Program.TimelineRow("`" + steps + "`", row.span(), missing);
    }

    /** The questions: is there a state in which all rows are done? */
    List<Program.Question> questions() {
        return monitors.stream()
                .map(m -> new Program.Question(
                        m.timeline.name().text(), Program.Quantifier.EXISTS, false, m.done(), "all rows have come"))
                .toList();
    }
}
