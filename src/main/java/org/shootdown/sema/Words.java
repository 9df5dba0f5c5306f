package org.shootdown.sema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Nearest;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem;

/** Checks the words with which a scenario describes its things: that they name what there is. */
final class Words {

    static final List<String> SWITCH = List.of("on", "off", "true", "false");
    static final List<String> PERMISSIONS = List.of("none", "ro", "rw", "rx", "rwx");

    /** How permissions are written elsewhere, with what is meant. */
    static final Map<String, String> SHORT = Map.of("r", "ro", "w", "rw", "wr", "rw", "x", "rx");

    private final Scenario scenario;
    private final Diagnostics diagnostics;

    Words(Scenario scenario, Diagnostics diagnostics) {
        this.scenario = scenario;
        this.diagnostics = diagnostics;
    }

    /** The value must be one of some words, or an axis whose values are. */
    void oneOf(Expression value, List<String> words, String what) {
        if (!(value instanceof Expression.Reference reference)) {
            if (!(value instanceof Expression.Truth)) {
                report(Code.TYPE, value.span(), "this is not " + what);
            }
            return;
        }
        for (ScenarioItem.Vary vary : scenario.items(ScenarioItem.Vary.class)) {
            if (vary.axis().text().equals(reference.name())) {
                for (ScenarioItem.AxisValue v : vary.values()) {
                    if (!words.contains(v.text())) {
                        unknown(
                                Code.AXIS_VALUE,
                                new Name(v.text(), v.span()),
                                "`" + v.text() + "` is not " + what,
                                words);
                    }
                }
                return;
            }
        }
        if (!words.contains(reference.name())) {
            List<String> candidates = new ArrayList<>(words);
            scenario.items(ScenarioItem.Vary.class).stream()
                    .filter(v -> v.values().stream().allMatch(x -> words.contains(x.text())))
                    .forEach(v -> candidates.add(v.axis().text()));
            String sentence = "`" + reference.name() + "` is neither " + what + " nor an axis";
            if (words.equals(PERMISSIONS) && SHORT.containsKey(reference.name())) {
                diagnostics.add(Diagnostic.of(Code.UNKNOWN_NAME, reference.span(), sentence)
                        .help("did you mean `" + SHORT.get(reference.name()) + "`?"));
                return;
            }
            unknown(Code.UNKNOWN_NAME, new Name(reference.name(), reference.span()), sentence, candidates);
        }
    }

    /** The address space of a name; reported if there is none. */
    Optional<ScenarioItem.AddressSpace> space(Name name) {
        List<ScenarioItem.AddressSpace> spaces = scenario.items(ScenarioItem.AddressSpace.class);
        Optional<ScenarioItem.AddressSpace> found = spaces.stream()
                .filter(s -> s.name().text().equals(name.text()))
                .findFirst();
        if (found.isEmpty()) {
            unknown(
                    Code.UNKNOWN_NAME,
                    name,
                    "there is no address space `" + name + "`",
                    spaces.stream().map(s -> s.name().text()).toList());
        }
        return found;
    }

    void unknown(Code code, Name name, String sentence, List<String> candidates) {
        Diagnostic error = Diagnostic.of(code, name.span(), sentence);
        diagnostics.add(Nearest.help(name.text(), candidates).map(error::help).orElse(error));
    }

    private void report(Code code, Span span, String message) {
        diagnostics.add(Diagnostic.of(code, span, message));
    }
}
