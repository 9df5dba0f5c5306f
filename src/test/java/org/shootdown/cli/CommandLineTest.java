package org.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shootdown.cli.Commands.shootdown;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shootdown.cli.Commands.Result;

/** The firm part of the command line: exit statuses, options, JSON, and help that fits a terminal. */
class CommandLineTest {

    private static final String HOLDS =
            """
            shootdown 1
            scenario one {
                vary n in 1, 2
                mm m { page A = 0 }
                thread T on cpu 0 { store A, n   r = load A }
                final value: T.r == n
                expect holds
            }
            """;

    private static final String VIOLATED =
            """
            shootdown 1
            scenario race {
                mm m { page A = 0 }
                thread T on cpu 0 { store A, 1 }
                thread U on cpu 1 { r = load A }
                never early: U.r == 0
            }
            """;

    @TempDir
    Path folder;

    private String file(String name, String text) throws IOException {
        return Commands.file(folder, name, text);
    }

    /** Lines are broken anywhere; what is said is looked at as one line. */
    private static String said(String err) {
        assertTrue(err.lines().allMatch(l -> l.length() <= 80), err);
        return err.replaceAll("\\s+", " ");
    }

    @Test
    void valuesThatAnAxisCannotTakeGetTheNearestOrAll() throws IOException {
        String script = file("a.mmsc", HOLDS);
        assertTrue(said(shootdown("run", script, "--set", "arch=x86").err()).contains("did you mean `x86_64`?"));
        assertTrue(said(shootdown("run", script, "--set", "kernel=6.6").err()).contains("did you mean `linux_6_6`?"));
        // Layers on which kernels are built are no kernels of a cell.
        String all = said(shootdown("run", script, "--set", "kernel=bsd").err());
        assertTrue(
                all.contains("; there are `linux_4_15`, `linux_6_12`, `linux_6_18`, `linux_6_19`, `linux_6_5`, `linux_6_6`, "
                        + "`linux_6_6_asid`, `linux_6_6_lazy_flush`, `linux_6_6_lazy_tlb`, `linux_6_6_pcid`, "
                        + "`linux_6_6_tlbiel`, `linux_6_9_contpte` "),
                all);
        assertTrue(said(shootdown("run", script, "--assume", "nothing_like_it=on").err())
                .contains("`shootdown explain rules` lists them"));
    }

    @Test
    void anAxisChosenTwiceHasAllThatWasChosen() throws IOException {
        Result result = shootdown("run", file("a.mmsc", HOLDS), "--set", "n=1", "--set", "n=2,1", "--set", "n=5");
        assertTrue(result.out().contains("value holds in all 3 cells"), result.out());
    }

    @Test
    void whatMayNotBeReadSaysSoOnce() {
        String why = ScriptFiles.why(new java.nio.file.AccessDeniedException("a.mmsc"));
        assertEquals("permission denied", why);
        assertEquals("Not a directory", ScriptFiles.why(new java.nio.file.FileSystemException("a/b", null, "Not a directory")));
    }

    @Test
    void expectationsMetIsZero() throws IOException {
        Result result = shootdown("run", file("a.mmsc", HOLDS));
        assertEquals(0, result.status(), result.err());
        assertTrue(result.out().contains("value holds in all 2 cells"), result.out());
        assertTrue(result.out().contains("2 cells, 2 answers, 2 as expected"), result.out());
    }

    @Test
    void aViolationWithoutExpectationIsOne() throws IOException {
        Result result = shootdown("run", file("a.mmsc", VIOLATED));
        assertEquals(1, result.status());
        assertTrue(result.out().contains("VIOLATED"), result.out());
        assertTrue(result.out().contains("=> U.r == 0, which must never be"), result.out());
    }

    @Test
    void aWrongExpectationIsOneAndIsSaid() throws IOException {
        Result result = shootdown("run", file("a.mmsc", HOLDS.replace("expect holds", "expect violated")));
        assertEquals(1, result.status());
        assertTrue(result.out().contains("value: holds, but expected: violated"), result.out());
    }

    @Test
    void aBoundIsFourAndNeverZero() throws IOException {
        String script = Files.readString(Path.of("samples/cow-order.mmsc"));
        Result result = shootdown(
                "run", file("a.mmsc", script), "--max-states", "2000", "--set", "kernel=linux_6_6", "--set",
                "arch=x86_64");
        assertEquals(4, result.status(), result.out());
        assertTrue(result.out().contains("unknown"), result.out());
        assertTrue(result.out().contains("--max-states"), result.out());
    }

    @Test
    void errorsInAScriptAreThree() throws IOException {
        Result result = shootdown("run", file("a.mmsc", HOLDS.replace("load A", "lod A")));
        assertEquals(3, result.status());
        assertTrue(result.err().contains("did you mean `load`?"), result.err());
        assertFalse(result.err().contains("Exception"), result.err());
    }

    /** Files of the library stand in their own place, so that who works on them can check them. */
    @Test
    void theLibraryIsCheckedAsItStands() {
        Result result = shootdown("check", "--deny-warnings", "src/main/mmsc");
        assertEquals(ExitStatus.OK, result.status(), result.err());
    }

    @Test
    void ofSeveralFilesTheWorstCounts() throws IOException {
        file("a.mmsc", HOLDS);
        file("b.mmsc", VIOLATED);
        assertEquals(1, shootdown("run", folder.toString()).status());
        file("c.mmsc", "nonsense");
        Result result = shootdown("run", folder.toString());
        assertEquals(3, result.status());
        assertTrue(result.out().contains("race"), "the others run all the same");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "frob",
                "run",
                "run --no-such-option x",
                "run no-such-folder/ --format yaml",
                "run samples --engine warp",
                "run samples --max-states many",
                "run samples --set arch",
                "run samples --only no_such_scenario --max-states 1",
                "run samples --assume late_pte_stores",
                "run samples --assume arm64.late_pte_stores=",
                "run samples --assume no_such_rule=on",
                "run samples --assume arm64.late_pte_stores=maybe",
                "run samples --assume late_pte_stores=on",
                "explain no_such_thing"
            })
    void wrongUsageIsTwo(String line) {
        Result result = shootdown(line.isEmpty() ? new String[0] : line.split(" "));
        assertEquals(2, result.status(), result.err());
        assertFalse(result.err().isBlank());
        assertFalse(result.err().contains("Exception"), result.err());
    }

    @Test
    void misspeltWordsGetTheNearest() throws IOException {
        assertTrue(shootdown("rnu").err().contains("did you mean `run`?"));
        assertTrue(shootdown("run", "x", "--formt", "json").err().contains("did you mean `--format`?"));
        String script = file("a.mmsc", HOLDS);
        assertTrue(shootdown("run", script, "--only", "oen").err().contains("did you mean `one`?"));
        assertTrue(shootdown("run", script, "--check", "vaule").err().contains("did you mean `value`?"));
        assertTrue(shootdown("run", script, "--set", "m=1").err().contains("`n`"));
    }

    @Test
    void whatCannotBeReadIsALocatedSentence() throws IOException {
        Result missing = shootdown("run", folder.resolve("none.mmsc").toString());
        assertEquals(3, missing.status());
        assertTrue(missing.err().contains("there is no such file"), missing.err());
        Path binary = folder.resolve("b.mmsc");
        Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, 2});
        Result garbage = shootdown("check", binary.toString());
        assertEquals(3, garbage.status());
        assertTrue(garbage.err().contains("not UTF-8"), garbage.err());
        assertEquals(3, shootdown("run", file("empty.mmsc", "shootdown 1\n")).status());
    }

    @Test
    void jsonIsOneObjectWithTheDocumentedKeys() throws IOException {
        Result result = shootdown("run", file("a.mmsc", VIOLATED), "--format", "json");
        JsonObject root = JsonParser.parseString(result.out()).getAsJsonObject();
        assertEquals(List.of("tool", "version", "scenarios", "diagnostics"), List.copyOf(root.keySet()));
        JsonObject scenario = root.getAsJsonArray("scenarios").get(0).getAsJsonObject();
        assertEquals(List.of("name", "file", "line", "cells"), List.copyOf(scenario.keySet()));
        JsonObject cell = scenario.getAsJsonArray("cells").get(0).getAsJsonObject();
        assertEquals(
                List.of("axes", "questions", "states", "transitions", "millis", "engine"),
                List.copyOf(cell.keySet()));
        JsonObject question = cell.getAsJsonArray("questions").get(0).getAsJsonObject();
        assertEquals(
                List.of("name", "verdict", "expected", "ok", "assumptions", "trace"),
                List.copyOf(question.keySet()).subList(0, 6));
        assertEquals("violated", question.get("verdict").getAsString());
        assertTrue(question.get("expected").isJsonNull());
        assertFalse(question.get("ok").getAsBoolean());
        assertFalse(question.getAsJsonArray("trace").isEmpty());
    }

    // ---- what if ------------------------------------------------------------------------------------------------

    private static final String RO_UPGRADE = "samples/ro-upgrade-starves-device.mmsc";
    private static final String WHAT_IF = "samples/tutorial/5-what-if.mmsc";

    private static JsonObject firstScenario(Result result) {
        return JsonParser.parseString(result.out())
                .getAsJsonObject()
                .getAsJsonArray("scenarios")
                .get(0)
                .getAsJsonObject();
    }

    @Test
    void aPatchReportSaysWhatIsNewlyBrokenAndCheaper() {
        Result result = shootdown("run", WHAT_IF, "--only", "flush_or_not");
        assertEquals(0, result.status(), result.err());
        assertTrue(result.out().contains("linux_6_6 + no_flush, compared with linux_6_6:\n"), result.out());
        assertTrue(result.out().contains("newly broken   page_lifetime: *1\n"), result.out());
        assertTrue(result.out().contains("cost           ipi 1 -> 0, tlbi 2 -> 0\n"), result.out());
        assertTrue(result.out().contains("*1 linux_6_6 + no_flush: page_lifetime"), result.out());
    }

    @Test
    void aPatchReportSaysWhatIsFixedAndWhereTheTraceIs() {
        Result result = shootdown("run", "samples/btm-atc-order.mmsc");
        assertTrue(result.out().contains("fixed          coherence: arm64 btm=on (was *1)\n"), result.out());
        Result none = shootdown("run", "samples/btm-atc-order.mmsc", "--trace", "none");
        assertFalse(none.out().contains("*1"), "no number without a timeline: " + none.out());
    }

    @Test
    void aPatchThatChangesNoAnswerIsSaidSo() throws IOException {
        String script = Files.readString(Path.of(WHAT_IF))
                .replace("(range: pages) { }", "(range: pages) { flush_tlb_range(range) }");
        Result result = shootdown("run", file("a.mmsc", script), "--only", "flush_or_not");
        assertTrue(result.out().contains("    no answer changes\n    cost           the same\n"), result.out());
        assertEquals(1, result.status(), "the script expects otherwise");
    }

    @Test
    void aPatchAloneOnItsAxisSaysWhatItNeeds() {
        Result result = shootdown("run", WHAT_IF, "--set", "kernel=linux_6_6 + no_flush", "--only", "flush_or_not");
        assertTrue(result.out().contains("what it changes is said when `linux_6_6` is on"), result.out());
    }

    @Test
    void patchesAreInTheJson() {
        JsonObject scenario = firstScenario(shootdown("run", WHAT_IF, "--only", "flush_or_not", "--format", "json"));
        assertEquals(List.of("name", "file", "line", "cells", "patches"), List.copyOf(scenario.keySet()));
        JsonObject answer = scenario.getAsJsonArray("patches").get(0).getAsJsonObject();
        assertEquals(
                List.of("patch", "base", "axes", "question", "from", "to"), List.copyOf(answer.keySet()));
        assertEquals("linux_6_6 + no_flush", answer.get("patch").getAsString());
        assertEquals("linux_6_6", answer.get("base").getAsString());
        assertEquals("page_lifetime", answer.get("question").getAsString());
        assertEquals("holds violated", answer.get("from").getAsString() + " " + answer.get("to").getAsString());
        JsonObject cost = scenario.getAsJsonArray("patches").get(2).getAsJsonObject();
        assertEquals(List.of("patch", "base", "axes", "cost", "from", "to"), List.copyOf(cost.keySet()));
        assertEquals("ipi", cost.get("cost").getAsString());
        assertEquals(1, cost.getAsJsonObject("from").get("least").getAsInt());
        assertEquals(0, cost.getAsJsonObject("to").get("most").getAsInt());
    }

    @Test
    void costsAreSaidWhenAskedFor() throws IOException {
        Result text = shootdown("run", file("a.mmsc", HOLDS), "--cost");
        assertTrue(text.out().contains("cost of a run: nothing that is counted"), text.out());
        Result json = shootdown("run", RO_UPGRADE, "--cost", "--set", "kernel=linux_6_6", "--format", "json");
        JsonObject cell = firstScenario(json).getAsJsonArray("cells").get(0).getAsJsonObject();
        assertEquals(
                List.of("ipi", "tlbi", "iotlb", "atc", "sync", "notifier", "barrier"),
                List.copyOf(cell.getAsJsonObject("cost").keySet()));
    }

    @Test
    void anAssumptionListsTheAnswersThatFlip() {
        Result result = shootdown("run", RO_UPGRADE, "--assume", "smmuv3.rewalks_on_permission_fault=on");
        assertEquals(0, result.status(), "the library's own answers are as expected: " + result.err());
        assertTrue(result.out().contains("assuming smmuv3.rewalks_on_permission_fault = on:\n"), result.out());
        assertTrue(result.out().contains("fixed          progress: arm64 linux_6_5 btm=off (was *1)"), result.out());
        Result same = shootdown("run", RO_UPGRADE, "--assume", "smmuv3.commands_in_order=on");
        assertTrue(same.out().contains("    no answer changes\n"), same.out());
        Result idle = shootdown("run", RO_UPGRADE, "--assume", "smmuv3.commands_in_order=off");
        assertTrue(idle.out().contains("is no change"), idle.out());
    }

    @Test
    void anAssumptionThatBreaksShowsHow() {
        Result result = shootdown(
                "run", RO_UPGRADE, "--set", "arch=x86_64", "--assume", "rewalks_on_permission_fault=off", "--assume",
                "vtd.page_requests_drop_translations=off");
        assertEquals(2, result.status(), "x86_64, vtd and amd have this rule");
        result = shootdown(
                "run", RO_UPGRADE, "--set", "arch=x86_64", "--assume", "vtd.page_requests_drop_translations=off");
        assertEquals(0, result.status(), result.err());
        assertTrue(result.out().contains("newly broken   progress"), result.out());
        assertTrue(result.out().contains("rule vtd.page_requests_drop_translations = off [assumed]"), result.out());
        result.out().lines().forEach(l -> assertTrue(l.length() <= 80, l));
    }

    @Test
    void aRuleWithoutItsHomeIsEnoughWhereOnlyOneHasIt() {
        Result result = shootdown("run", RO_UPGRADE, "--set", "arch=arm64", "--assume", "commands_in_order=on");
        assertEquals(0, result.status(), result.err());
        assertTrue(result.out().contains("assuming smmuv3.commands_in_order = on"), result.out());
        Result both = shootdown("run", RO_UPGRADE, "--assume", "commands_in_order=on");
        assertEquals(2, both.status());
        assertTrue(said(both.err()).contains("is a rule of amd and nest_mmu and nest_mmu_p9 and riscv_iommu and smmuv3 and vtd"), both.err());
    }

    @Test
    void anAnswerThatIsUnknownUnderAnAssumptionIsFour() {
        Result result = shootdown(
                "run", "src/test/corpus/machine/iommus.mmsc", "--only", "permission_by_page_request",
                "--set", "iommu=walks_again", "--set", "pri=on", "--max-states", "15",
                "--assume", "walks_again.rewalks_on_permission_fault=off");
        assertTrue(result.out().contains("stored, progress, coherence hold"), "its own are known");
        assertEquals(4, result.status(), result.out() + result.err());
        assertTrue(result.out().contains("holds -> unknown"), result.out());
        assertTrue(result.out().contains("more than 15 states (--max-states)"), result.out());
    }

    @Test
    void misspeltAssumptionsGetTheNearest() {
        assertTrue(shootdown("run", RO_UPGRADE, "--assume", "late_pte_store=on")
                .err()
                .contains("did you mean `arm64.late_pte_stores`?"));
        assertTrue(shootdown("run", RO_UPGRADE, "--assume", "arm64.late_pte_stores=offf")
                .err()
                .contains("did you mean `off`?"));
    }

    @Test
    void whatCannotBeCompiledUnderAnAssumptionIsLocated() {
        Result result = shootdown("run", RO_UPGRADE, "--assume", "arm64.broadcast_invalidation=off");
        assertEquals(3, result.status());
        assertTrue(result.err().replaceAll("\\s+", " ").contains("assuming arm64.broadcast_invalidation = off"), result.err());
    }

    @Test
    void flipsAreInTheJsonAndExpectationsAreOfTheLibrarysAnswers() {
        JsonObject scenario = firstScenario(shootdown(
                "run", RO_UPGRADE, "--assume", "smmuv3.rewalks_on_permission_fault=on", "--format", "json"));
        JsonObject assumed = scenario.getAsJsonObject("assumed");
        assertEquals(List.of("rules", "flips", "cells"), List.copyOf(assumed.keySet()));
        assertEquals(1, assumed.getAsJsonArray("flips").size());
        JsonObject flip = assumed.getAsJsonArray("flips").get(0).getAsJsonObject();
        assertEquals(List.of("axes", "question", "from", "to"), List.copyOf(flip.keySet()));
        assertEquals("violated holds", flip.get("from").getAsString() + " " + flip.get("to").getAsString());
        assertEquals(
                scenario.getAsJsonArray("cells").size(), assumed.getAsJsonArray("cells").size());
        JsonObject question = assumed.getAsJsonArray("cells")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("questions")
                .get(0)
                .getAsJsonObject();
        assertFalse(question.has("expected") || question.has("ok"), question.toString());
    }

    @Test
    void everyVerdictNamesRulesAndProceduresWithCitations() {
        JsonObject scenario = firstScenario(shootdown(
                "run", RO_UPGRADE, "--set", "arch=arm64", "--set", "kernel=linux_6_5", "--set", "btm=off", "--format",
                "json"));
        JsonObject cell = scenario.getAsJsonArray("cells").get(0).getAsJsonObject();
        cell.getAsJsonArray("questions").forEach(q -> {
            JsonObject question = q.getAsJsonObject();
            assertFalse(question.getAsJsonArray("rules").isEmpty(), question.toString());
            String procedures = question.getAsJsonArray("procedures").toString();
            assertTrue(procedures.contains("arch/arm64/mm/fault.c, ptep_set_access_flags()"), procedures);
        });
        String rules = cell.getAsJsonArray("questions").get(0).getAsJsonObject().get("rules").toString();
        assertTrue(rules.contains("smmuv3.rewalks_on_permission_fault") && rules.contains("3.17"), rules);
    }

    @Test
    void rulesListsWhatVerdictsLeanOn() {
        Result result = shootdown("run", RO_UPGRADE, "--rules", "--trace", "none");
        assertTrue(result.out().contains("rule smmuv3.rewalks_on_permission_fault = off ["), result.out());
        assertTrue(result.out().contains("ptep_set_access_flags [arch/arm64/mm/fault.c]"), result.out());
        result.out().lines().forEach(l -> assertTrue(l.length() <= 80, l));
    }

    @Test
    void setReplacesTheValuesOfAnAxis() throws IOException {
        Result result = shootdown("run", file("a.mmsc", HOLDS), "--set", "n=5,6,7");
        assertEquals(0, result.status(), result.err());
        assertTrue(result.out().contains("3 cells"), result.out());
    }

    @Test
    void theReportCanGoToAFile() throws IOException {
        Path report = folder.resolve("report.txt");
        Result result = shootdown("run", file("a.mmsc", HOLDS), "-o", report.toString());
        assertEquals(0, result.status());
        assertEquals("", result.out());
        assertTrue(Files.readString(report).contains("value holds"));
    }

    @Test
    void bothEnginesCanBeChosen() throws IOException {
        Result result = shootdown("run", file("a.mmsc", HOLDS), "--engine", "reference", "--format", "json");
        assertTrue(result.out().contains("\"engine\": \"reference\""), result.out());
    }

    @Test
    void irShowsStateThreadsAndSources() throws IOException {
        Result result = shootdown("ir", file("a.mmsc", HOLDS), "--first");
        assertEquals(0, result.status());
        assertTrue(result.out().contains("script \"T\""), result.out());
        assertTrue(result.out().contains("store cpu0, A"), result.out());
        assertTrue(result.out().contains("handle_pte_fault"), result.out());
    }

    @Test
    void explainKnowsChecksRulesOperationsProceduresAndCodes() {
        for (String name : List.of("page_lifetime", "late_pte_stores", "tlbi", "wp_page_copy", "SD0201", "SEGV", "cow", "ats")) {
            Result result = shootdown("explain", name);
            assertEquals(0, result.status(), name);
            assertTrue(result.out().length() > 20, name);
        }
        assertTrue(shootdown("explain", "retyr").err().contains("did you mean `retry`?"));
        assertTrue(shootdown("explain", "zzzzzz").err().contains("`shootdown explain` alone lists"));
        assertTrue(shootdown("explain", "retry").out().contains("round of a `loop`"));
        assertTrue(shootdown("explain", "wp_page_copy").out().contains("mm/memory.c"));
        String memory = shootdown("explain", "memory", "sc").out();
        assertTrue(memory.contains("sequentially consistent"), memory);
        assertEquals(memory, shootdown("explain", "sc").out(), "one page for both words");
        assertTrue(shootdown("explain").out().contains("page_lifetime"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "run --help", "check --help", "ir --help", "emit --help", "fmt --help", "explain --help", "bench --help"})
    void helpFitsATerminalAndStartsWithExamples(String line) {
        Result result = shootdown(line.split(" "));
        assertEquals(0, result.status());
        assertEquals("", result.err());
        result.out().lines().forEach(l -> assertTrue(l.length() <= 80, l));
        assertTrue(result.out().contains("usage: shootdown"));
        assertTrue(result.out().contains("exit status"));
    }

    @Test
    void versionIsALine() {
        Result result = shootdown("--version");
        assertEquals(0, result.status());
        assertTrue(result.out().startsWith("shootdown "));
    }

    @Test
    void textFitsEightyColumns() {
        Result result = shootdown("run", "samples/tutorial", "samples/ro-upgrade-starves-device.mmsc");
        assertEquals(0, result.status(), result.err());
        result.out().lines().forEach(l -> assertTrue(l.length() <= 80, l));
    }

    /** A param of one value shows in no matrix; one that is given several is an axis. */
    @Test
    void paramsAreSet() throws IOException {
        String script = file(
                "n.mmsc",
                """
                shootdown 1
                scenario many {
                    param N = 2
                    param LAST = N - 1
                    mm m { page P[i in 0..N] = i }
                    thread T[i in 0..N] on cpu i { r = load P[LAST - i] }
                    exists three: T[LAST].r == 0 and N == 3
                    expect three holds where N == 3
                    expect three violated
                }
                """);
        Result plain = shootdown("run", script);
        assertEquals(0, plain.status(), plain.err());
        assertFalse(plain.out().contains("N="), plain.out());
        Result one = shootdown("run", script, "--set", "N=3");
        assertEquals(0, one.status(), one.err());
        assertFalse(one.out().contains("N=3"), one.out());
        Result several = shootdown("run", script, "--set", "N=1,2,3");
        assertEquals(0, several.status(), several.err());
        assertTrue(several.out().contains("3 cells"), several.out());
        assertTrue(several.out().contains("N=3"), several.out());
        assertTrue(shootdown("run", script, "--set", "N=many").err().contains("`N` is a param, a number"));
        assertTrue(shootdown("run", script, "--set", "N=4294967296").err().contains("`N` is a param, a number"));
        Result none = shootdown("run", script, "--set", "N=0");
        assertTrue(none.err().contains("SD0106") && none.err().contains("N=0"), none.err());
        assertTrue(shootdown("run", script, "--set", "M=3").err().contains("no scenario has an axis or a param `M`"));
    }
}
