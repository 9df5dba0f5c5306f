package org.shootdown.emit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.shootdown.ir.Value;
import org.shootdown.sema.Constants;

/** The columns and rows of the table of allowed outcomes. */
final class Observables {

    private static final String FAULT = ".fault";
    private static final int NO_FAULT = 0;
    private static final int LONGEST_VALUE = 12;

    private final Map<String, Integer> columns = new LinkedHashMap<>();
    private final List<List<Integer>> rows = new ArrayList<>();

    /** Chooses the columns: no fault of a thread that cannot have one; all registers that the program assigns. */
    Observables(AllowedOutcomes allowed, ScenarioTranslator scenario) {
        for (String register : allowed.registers()) {
            boolean cannot = isFault(register) && !scenario.observesFault(threadOf(register));
            int column = allowed.registers().indexOf(register);
            if (!cannot || allowed.outcomes().stream().anyMatch(o -> o.get(column) != NO_FAULT)) {
                columns.put(register, column);
            }
        }
        // Code that no cell reaches is not compiled there, and its registers are not in the outcomes.
        scenario.registers().forEach(r -> columns.putIfAbsent(r, -1));
        Set<List<Integer>> chosen = new LinkedHashSet<>();
        for (List<Integer> outcome : allowed.outcomes()) {
            chosen.add(columns.values().stream()
                    .map(c -> c < 0 ? Integer.valueOf(Value.UNDEFINED) : outcome.get(c))
                    .toList());
        }
        rows.addAll(chosen);
        rows.sort(Observables::compare);
    }

    /** Row by row; what was not reached comes last. */
    private static int compare(List<Integer> a, List<Integer> b) {
        Comparator<Integer> order = Comparator.comparingLong(v -> v == Value.UNDEFINED ? Long.MAX_VALUE : v);
        for (int i = 0; i < a.size(); i++) {
            int result = order.compare(a.get(i), b.get(i));
            if (result != 0) {
                return result;
            }
        }
        return 0;
    }

    static boolean isFault(String register) {
        return register.endsWith(FAULT);
    }

    private static String threadOf(String register) {
        return register.substring(0, register.indexOf('.'));
    }

    Set<String> names() {
        return columns.keySet();
    }

    boolean observesFault(String thread) {
        return columns.containsKey(thread + FAULT);
    }

    List<CProgram.Observable> table(Names identifiers) {
        return names().stream()
                .map(n -> new CProgram.Observable(identifiers.of(n), new Literal(n), isFault(n)))
                .toList();
    }

    List<CProgram.Outcome> outcomes() {
        List<String> order = List.copyOf(columns.keySet());
        List<CProgram.Outcome> outcomes = new ArrayList<>();
        for (List<Integer> row : rows) {
            List<CProgram.Observed> values = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                values.add(value(order.get(i), row.get(i)));
            }
            outcomes.add(new CProgram.Outcome(values));
        }
        return outcomes;
    }

    private static CProgram.Observed value(String register, int value) {
        if (isFault(register)) {
            return new CProgram.Fault(Constants.faultName(value));
        }
        return value == Value.UNDEFINED ? new CProgram.Unset() : new CProgram.Number(value);
    }

    /** The room for an outcome as text: {@code T.r=1 U.fault=SEGV}. */
    int textSize() {
        int size = 1;
        for (String name : names()) {
            size += name.length() + LONGEST_VALUE + 2;
        }
        return size;
    }
}
