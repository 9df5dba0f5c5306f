package org.shootdown.sema;

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
import org.shootdown.syntax.ScenarioItem;

/** Checks that the words about a page say one thing together. What depends on the cell is checked when it is compiled. */
final class PageWords {

    /** What memory the page is of; at most one of these. */
    private static final List<String> BACKINGS = List.of("anon", "file", "zero", "ksm", "thp");

    /** Words that a page has no use for while another is there, with the reason. */
    private record Clash(String word, String other, String why) {}

    private static final List<Clash> CLASHES = List.of(
            new Clash("shared", "cow", "what is written to shared memory is not copied"),
            new Clash("shared", "zero", "shared memory is never the zero frame: it gets a frame of its own"),
            new Clash("shared", "ksm", "KSM merges private memory only"),
            new Clash("shared", "thp", "huge pages of shared memory are not modelled"),
            new Clash("hugetlb", "zero", "hugetlb has no zero page: what is only read gets a page of its own"),
            new Clash("hugetlb", "ksm", "KSM merges no hugetlb"),
            new Clash("hugetlb", "thp", "a page is a transparent huge page or one of hugetlb"),
            new Clash("cow", "zero", "everybody maps the zero frame, and a write copies it as it is"),
            new Clash("block", "thp", "`thp` is one page of 2M; say `huge` of all pages of a block"),
            new Clash("block", "size", "the pages of a block are the smallest pages"),
            new Clash("block", "shared", "blocks of shared memory are not modelled"),
            new Clash("run", "block", "runs in tables that are hooked in and out are not modelled"),
            new Clash("run", "thp", "`thp` is one entry of 2M"),
            new Clash("run", "hugetlb", "one entry stands for a page of hugetlb, also where it is a run"),
            new Clash("run", "zero", "the zero frame has no neighbours"),
            new Clash("run", "ksm", "KSM merges pages of no run"),
            new Clash("huge", "unmapped", "a leaf maps all pages of its block"),
            new Clash("huge", "file", "huge pages of files are not modelled"),
            new Clash("huge", "zero", "the huge zero page is not modelled"),
            new Clash("huge", "ksm", "KSM merges no huge pages"),
            new Clash("frame", "zero", "the zero frame is the kernel's"),
            new Clash("frame", "unmapped", "without a VMA the page maps nothing"),
            new Clash("file", "unmapped", "without a VMA the page maps nothing"),
            new Clash("zero", "unmapped", "without a VMA the page maps nothing"),
            new Clash("ksm", "unmapped", "without a VMA the page maps nothing"));

    private final Scenario scenario;
    private final Diagnostics diagnostics;

    PageWords(Scenario scenario, Diagnostics diagnostics) {
        this.scenario = scenario;
        this.diagnostics = diagnostics;
    }

    /** {@code read}: the words of the page with their values. */
    void check(ScenarioItem.Page page, Map<String, Expression> read) {
        List<String> backings = BACKINGS.stream().filter(read::containsKey).toList();
        if (backings.size() > 1) {
            clash(page, backings.get(1), backings.get(0), "a page is of one kind of memory");
        }
        for (Clash clash : CLASHES) {
            if (read.containsKey(clash.word()) && read.containsKey(clash.other())) {
                clash(page, clash.word(), clash.other(), clash.why());
            }
        }
        if (read.containsKey("frame")) {
            frame(page, read.get("frame"));
        }
        cont(page, read, diagnostics);
        boolean zeroHolds = page.content()
                .map(c -> c instanceof Expression.Number n && n.value() == 0)
                .orElse(true);
        if (read.containsKey("zero") && !zeroHolds) {
            report(page.content().orElseThrow().span(), "the zero frame holds 0");
        }
    }

    /** {@code cont} is about the bit that entries of a run have. */
    static void cont(ScenarioItem.Page page, Map<String, Expression> read, Diagnostics diagnostics) {
        if (read.containsKey("cont") && !read.containsKey("run")) {
            diagnostics.add(Diagnostic.of(
                            Code.CONTRADICTION,
                            span(page, "cont"),
                            "`" + page.name() + "` is in no run, and `cont` is said of the pages of one")
                    .help("name its run: `run R cont off`"));
        }
    }

    private void frame(ScenarioItem.Page page, Expression value) {
        List<String> frames = scenario.items(ScenarioItem.Frame.class).stream()
                .map(f -> f.name().text())
                .toList();
        if (!(value instanceof Expression.Reference reference)) {
            diagnostics.add(Diagnostic.of(Code.TYPE, value.span(), "this is not the name of a frame"));
        } else if (!frames.contains(reference.name())) {
            Diagnostic error = Diagnostic.of(
                    Code.UNKNOWN_NAME, reference.span(), "there is no frame `" + reference.name() + "`");
            diagnostics.add(Nearest.help(reference.name(), frames)
                    .map(error::help)
                    .orElse(error.help("declare it in the scenario: `frame " + reference.name() + " = 0`")));
        } else {
            page.content().ifPresent(c -> report(
                    c.span(), "what `" + page.name() + "` holds is what its frame `" + reference.name() + "` holds"));
        }
    }

    private void clash(ScenarioItem.Page page, String word, String other, String why) {
        diagnostics.add(Diagnostic.of(
                        Code.CONTRADICTION, span(page, word), "`" + word + "` and `" + other + "`: " + why)
                .and(span(page, other), "the other word"));
    }

    private void report(Span span, String sentence) {
        diagnostics.add(Diagnostic.of(Code.CONTRADICTION, span, sentence));
    }

    private static Span span(ScenarioItem.Page page, String word) {
        Optional<ScenarioItem.Attribute> found =
                page.attributes().stream().filter(a -> a.word().equals(word)).findFirst();
        return found.map(ScenarioItem.Attribute::span).orElse(page.span());
    }
}
