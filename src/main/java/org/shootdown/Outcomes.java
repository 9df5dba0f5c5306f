package org.shootdown;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.shootdown.ir.Program;
import org.shootdown.ir.Value;
import org.shootdown.sema.Constants;

/** Tells what follows a timeline: the values of the registers that it can end with. */
final class Outcomes {

    /** More would not be read. */
    private static final int MOST = 4;

    private Outcomes() {}

    static String text(List<List<Integer>> outcomes, Program program) {
        List<String> names = List.copyOf(program.registers().keySet());
        List<String> told = outcomes.stream()
                .map(o -> outcome(names, o))
                .filter(o -> !o.isEmpty())
                .distinct()
                .sorted()
                .toList();
        String shown = told.stream().limit(MOST).collect(Collectors.joining("; or "));
        String more = told.size() > MOST ? "; or " + (told.size() - MOST) + " more" : "";
        return shown.isEmpty() ? "then all threads end" : "it ends with " + shown + more;
    }

    /** {@code T.r = 1, D.fault = SEGV}; what was never assigned and who did not fault are left out. */
    private static String outcome(List<String> names, List<Integer> values) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            boolean fault = names.get(i).endsWith(".fault");
            int value = values.get(i);
            if (fault ? value != 0 : value != Value.UNDEFINED) {
                parts.add(names.get(i) + " = " + (fault ? Constants.faultName(value) : value));
            }
        }
        return String.join(", ", parts);
    }
}
