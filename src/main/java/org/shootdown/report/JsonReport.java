package org.shootdown.report;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import org.shootdown.engine.Cost;
import org.shootdown.engine.Procedure;
import org.shootdown.engine.Trace;
import org.shootdown.report.RunResult.CellResult;
import org.shootdown.report.RunResult.QuestionResult;
import org.shootdown.report.RunResult.ScenarioResult;

/** The answer for programs: one object, with the keys of DESIGN section 8 in that order. */
public final class JsonReport {

    private final String version;

    public JsonReport(String version) {
        this.version = version;
    }

    public String render(RunResult result) {
        return render(result, List.of());
    }

    /** The same with what is wrong with the scripts, under {@code diagnostics}. */
    public String render(RunResult result, List<Finding> findings) {
        JsonObject root = new JsonObject();
        root.addProperty("tool", "shootdown");
        root.addProperty("version", version);
        JsonArray scenarios = new JsonArray();
        result.scenarios().forEach(s -> scenarios.add(scenario(s)));
        root.add("scenarios", scenarios);
        JsonArray diagnostics = new JsonArray();
        findings.forEach(f -> diagnostics.add(finding(f)));
        root.add("diagnostics", diagnostics);
        return new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create().toJson(root) + "\n";
    }

    private static JsonObject finding(Finding finding) {
        JsonObject object = new JsonObject();
        object.addProperty("severity", finding.severity());
        object.addProperty("code", finding.code());
        object.addProperty("message", finding.message());
        place(finding.place(), object);
        JsonArray related = new JsonArray();
        finding.related().forEach(r -> related.add(place(r, new JsonObject())));
        object.add("related", related);
        JsonArray helps = new JsonArray();
        finding.helps().forEach(helps::add);
        object.add("help", helps);
        return object;
    }

    private static JsonObject place(Finding.Place place, JsonObject object) {
        object.addProperty("file", place.file());
        object.addProperty("line", place.line());
        object.addProperty("column", place.column());
        object.addProperty("label", place.label());
        return object;
    }

    private static JsonObject scenario(ScenarioResult scenario) {
        JsonObject object = new JsonObject();
        object.addProperty("name", scenario.name());
        object.addProperty("file", scenario.file());
        object.addProperty("line", scenario.line());
        JsonArray cells = new JsonArray();
        scenario.cells().forEach(c -> cells.add(cell(c, true)));
        object.add("cells", cells);
        if (!PatchEffect.patched(scenario).isEmpty()) {
            object.add("patches", patches(scenario));
        }
        scenario.assumed().ifPresent(a -> object.add("assumed", assumed(scenario, a)));
        return object;
    }

    /** The answers that patches change. */
    private static JsonArray patches(ScenarioResult scenario) {
        JsonArray array = new JsonArray();
        for (PatchEffect effect : PatchEffect.of(scenario)) {
            for (Change change : effect.changes()) {
                JsonObject object = new JsonObject();
                object.addProperty("patch", effect.patched());
                object.addProperty("base", effect.base());
                change(object, change);
                array.add(object);
            }
            for (PatchEffect.CostChange change : effect.costs()) {
                JsonObject object = new JsonObject();
                object.addProperty("patch", effect.patched());
                object.addProperty("base", effect.base());
                object.add("axes", axes(change.axes()));
                object.addProperty("cost", change.from().kind());
                object.add("from", cost(change.from()));
                object.add("to", cost(change.to()));
                array.add(object);
            }
        }
        return array;
    }

    private static JsonObject assumed(ScenarioResult scenario, RunResult.Assumed assumed) {
        JsonObject object = new JsonObject();
        JsonArray rules = new JsonArray();
        assumed.rules().forEach(rules::add);
        object.add("rules", rules);
        JsonArray changes = new JsonArray();
        for (CellResult before : scenario.cells()) {
            Change.same(before.axes(), assumed.cells())
                    .map(a -> Change.between(before, a))
                    .orElse(List.of())
                    .forEach(c -> {
                        JsonObject flip = new JsonObject();
                        change(flip, c);
                        changes.add(flip);
                    });
        }
        object.add("flips", changes);
        JsonArray cells = new JsonArray();
        assumed.cells().forEach(c -> cells.add(cell(c, false)));
        object.add("cells", cells);
        return object;
    }

    private static void change(JsonObject object, Change change) {
        object.add("axes", axes(change.cellAfter().axes()));
        object.addProperty("question", change.before().name());
        object.addProperty("from", change.from().word());
        object.addProperty("to", change.to().word());
    }

    private static JsonObject axes(Map<String, String> values) {
        JsonObject axes = new JsonObject();
        values.forEach(axes::addProperty);
        return axes;
    }

    /** The least and the most; {@code null} where there is no most. */
    private static JsonObject cost(Cost cost) {
        JsonObject object = new JsonObject();
        object.addProperty("least", cost.least());
        object.addProperty("most", cost.most().isPresent() ? (Long) cost.most().getAsLong() : null);
        return object;
    }

    /** {@code judged}: whether expectations are asked of its answers. */
    private static JsonObject cell(CellResult cell, boolean judged) {
        JsonObject object = new JsonObject();
        object.add("axes", axes(cell.axes()));
        JsonArray questions = new JsonArray();
        cell.questions().forEach(q -> questions.add(question(q, judged)));
        object.add("questions", questions);
        object.addProperty("states", cell.states());
        object.addProperty("transitions", cell.transitions());
        object.addProperty("millis", cell.millis());
        object.addProperty("engine", cell.engine());
        if (!cell.costs().isEmpty()) {
            JsonObject costs = new JsonObject();
            cell.costs().forEach(c -> costs.add(c.kind(), cost(c)));
            object.add("cost", costs);
        }
        return object;
    }

    private static JsonObject question(QuestionResult question, boolean judged) {
        JsonObject object = new JsonObject();
        object.addProperty("name", question.name());
        object.addProperty("verdict", question.verdict().word());
        if (judged) {
            object.addProperty("expected", question.expected().orElse(null));
            object.addProperty("ok", question.ok());
        }
        JsonArray assumptions = new JsonArray();
        question.assumptions().forEach(assumptions::add);
        object.add("assumptions", assumptions);
        JsonArray trace = new JsonArray();
        question.trace().ifPresent(t -> t.steps().forEach(s -> trace.add(step(t, s, trace.size()))));
        object.add("trace", trace);
        if (!question.entries().isEmpty()) {
            object.add("entries", entries(question.entries()));
        }
        if (!question.reason().isEmpty()) {
            object.addProperty("reason", question.reason());
        }
        object.add("rules", rules(question.leaning()));
        object.add("procedures", procedures(question.leaning()));
        return object;
    }

    private static JsonArray entries(List<RunResult.Entry> entries) {
        JsonArray array = new JsonArray();
        for (RunResult.Entry entry : entries) {
            JsonObject object = new JsonObject();
            object.addProperty("text", entry.text());
            object.addProperty("format", entry.format());
            object.addProperty("level", entry.level());
            object.addProperty("size", entry.size());
            object.addProperty("word", "0x" + entry.word());
            array.add(object);
        }
        return array;
    }

    private static JsonArray rules(RunResult.Leaning leaning) {
        JsonArray rules = new JsonArray();
        for (RunResult.Rule rule : leaning.rules()) {
            JsonObject object = new JsonObject();
            object.addProperty("name", rule.name());
            object.addProperty("value", rule.value());
            object.addProperty("citation", rule.citation());
            rules.add(object);
        }
        return rules;
    }

    private static JsonArray procedures(RunResult.Leaning leaning) {
        JsonArray procedures = new JsonArray();
        for (Procedure procedure : leaning.procedures()) {
            JsonObject object = new JsonObject();
            object.addProperty("name", procedure.name());
            object.addProperty("location", procedure.location());
            JsonArray citations = new JsonArray();
            procedure.citations().forEach(citations::add);
            object.add("citations", citations);
            procedures.add(object);
        }
        return procedures;
    }

    private static JsonObject step(Trace trace, Trace.Step step, int index) {
        JsonObject object = new JsonObject();
        object.addProperty("actor", step.column());
        object.addProperty("text", step.text());
        object.addProperty("procedure", step.procedure());
        object.addProperty("location", step.location());
        object.addProperty("loop", trace.loopStart() >= 0 && index >= trace.loopStart());
        return object;
    }
}
