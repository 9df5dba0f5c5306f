package org.shootdown.report;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
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
        scenario.cells().forEach(c -> cells.add(cell(c)));
        object.add("cells", cells);
        return object;
    }

    private static JsonObject cell(CellResult cell) {
        JsonObject object = new JsonObject();
        JsonObject axes = new JsonObject();
        cell.axes().forEach(axes::addProperty);
        object.add("axes", axes);
        JsonArray questions = new JsonArray();
        cell.questions().forEach(q -> questions.add(question(q)));
        object.add("questions", questions);
        object.addProperty("states", cell.states());
        object.addProperty("transitions", cell.transitions());
        object.addProperty("millis", cell.millis());
        object.addProperty("engine", cell.engine());
        return object;
    }

    private static JsonObject question(QuestionResult question) {
        JsonObject object = new JsonObject();
        object.addProperty("name", question.name());
        object.addProperty("verdict", question.verdict().word());
        object.addProperty("expected", question.expected().orElse(null));
        object.addProperty("ok", question.ok());
        JsonArray assumptions = new JsonArray();
        question.assumptions().forEach(assumptions::add);
        object.add("assumptions", assumptions);
        JsonArray trace = new JsonArray();
        question.trace().ifPresent(t -> t.steps().forEach(s -> trace.add(step(t, s, trace.size()))));
        object.add("trace", trace);
        if (!question.reason().isEmpty()) {
            object.addProperty("reason", question.reason());
        }
        return object;
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
