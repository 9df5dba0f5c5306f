package org.shootdown.engine;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shootdown.ir.Program;

/** Keeps, for each timeline, how far it can come and what follows where it comes to its end. */
final class TimelineLog {

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private static final class Entry {
        private final Program.Timeline timeline;
        private int furthest;
        private final Set<List<Integer>> outcomes = new LinkedHashSet<>();

        private Entry(Program.Timeline timeline) {
            this.timeline = timeline;
        }
    }

    TimelineLog(Program program) {
        program.timelines().forEach(t -> entries.put(t.name(), new Entry(t)));
    }

    boolean has(String question) {
        return entries.containsKey(question);
    }

    void found(int[] state) {
        for (Entry entry : entries.values()) {
            entry.furthest = Math.max(entry.furthest, state[entry.timeline.done()]);
        }
    }

    /** A final state with the values of the script's registers. */
    void ended(int[] state, List<Integer> registers) {
        for (Entry entry : entries.values()) {
            if (state[entry.timeline.done()] == entry.timeline.rows().size()) {
                entry.outcomes.add(registers);
            }
        }
    }

    /** What the registers can be at the end, where the timeline has come about. */
    List<List<Integer>> outcomes(String question) {
        return Optional.ofNullable(entries.get(question)).map(e -> List.copyOf(e.outcomes)).orElse(List.of());
    }

    /** Why a timeline cannot come about. */
    String obstacle(String question) {
        Entry entry = entries.get(question);
        List<Program.TimelineRow> rows = entry.timeline.rows();
        List<String> missing = rows.stream()
                .flatMap(r -> r.missing().stream())
                .map(m -> m.thread() + " never does `" + m.text() + "` here")
                .toList();
        if (!missing.isEmpty()) {
            return String.join(", ", missing);
        }
        Program.TimelineRow stuck = rows.get(entry.furthest);
        String before =
                switch (entry.furthest) {
                    case 0 -> "";
                    case 1 -> "row 1 can come, but then ";
                    default -> "rows 1 to " + entry.furthest + " can come so, but then ";
                };
        return before + "row " + (entry.furthest + 1) + ", " + stuck.text() + " (line " + stuck.line() + "), never does";
    }
}
