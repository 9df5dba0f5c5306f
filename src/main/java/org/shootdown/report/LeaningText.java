package org.shootdown.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.shootdown.engine.Procedure;
import org.shootdown.report.RunResult.CellResult;
import org.shootdown.report.RunResult.Leaning;
import org.shootdown.report.RunResult.QuestionResult;
import org.shootdown.report.RunResult.Rule;
import org.shootdown.report.RunResult.ScenarioResult;

/**
 * What verdicts lean on, for those who ask ({@code --rules}): rules of the machine with their citations, and procedures of
 * the library. Answers that lean on the same are said together.
 */
final class LeaningText {

    private LeaningText() {}

    static String render(ScenarioResult scenario) {
        Map<Leaning, Map<String, List<String>>> groups = new LinkedHashMap<>();
        for (CellResult cell : scenario.cells()) {
            String name = CellNames.name(cell.axes(), Set.of());
            for (QuestionResult question : cell.questions()) {
                String answer = question.name() + " " + question.verdict().word();
                groups.computeIfAbsent(question.leaning(), l -> new LinkedHashMap<>())
                        .computeIfAbsent(name, n -> new ArrayList<>())
                        .add(answer);
            }
        }
        StringBuilder out = new StringBuilder();
        groups.forEach((leaning, answers) -> group(out, leaning, answers));
        return out.toString();
    }

    private static void group(StringBuilder out, Leaning leaning, Map<String, List<String>> answers) {
        if (leaning.rules().isEmpty() && leaning.procedures().isEmpty()) {
            return;
        }
        List<String> parts = new ArrayList<>();
        answers.forEach((cell, list) -> parts.add((cell.isEmpty() ? "" : cell + ": ") + String.join(", ", list)));
        out.append('\n').append(Layout.paragraph("  ", "    ", String.join("; ", parts)));
        for (Rule rule : leaning.rules()) {
            out.append(Layout.paragraph("    rule ", "         ", rule.text()));
        }
        Set<String> procedures = new LinkedHashSet<>();
        for (Procedure procedure : leaning.procedures()) {
            String source = procedure.citations().isEmpty()
                    ? ""
                    : " [" + procedure.citations().get(0).split(", | \\(|: ")[0] + "]";
            procedures.add(procedure.name() + source);
        }
        if (!procedures.isEmpty()) {
            out.append(Layout.paragraph("    procedures ", "         ", String.join(", ", procedures)));
        }
    }
}
