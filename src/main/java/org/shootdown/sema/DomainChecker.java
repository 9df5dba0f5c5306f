package org.shootdown.sema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem;

/** Checks domains: their formats, and that the pages have sizes that the formats have. */
final class DomainChecker {

    private final LibraryIndex index;
    private final Scenario scenario;
    private final StaticNumbers numbers;
    private final Diagnostics diagnostics;
    private final Words words;

    DomainChecker(LibraryIndex index, Scenario scenario, StaticNumbers numbers, Diagnostics diagnostics) {
        this.index = index;
        this.scenario = scenario;
        this.numbers = numbers;
        this.diagnostics = diagnostics;
        this.words = new Words(scenario, diagnostics);
    }

    void check() {
        scenario.items(ScenarioItem.Domain.class).forEach(this::domain);
    }

    private void domain(ScenarioItem.Domain domain) {
        words.oneOf(
                new Expression.Reference(domain.format().text(), domain.format().span()),
                IoFormat.names(),
                "an I/O page-table format");
        Map<String, Name> pages = new HashMap<>();
        for (ScenarioItem.Page page : domain.pages()) {
            Name old = pages.putIfAbsent(page.name().text(), page.name());
            if (old != null) {
                diagnostics.add(Diagnostic.of(
                                Code.DUPLICATE, page.name().span(), "the page `" + page.name() + "` is declared twice")
                        .and(old.span(), "first declared here"));
            }
            page.family().ifPresent(numbers::check);
            page.content().ifPresent(c -> numbers.check(
                    c, numbers.with(page.family()), "the content of a page is a number, or an axis of numbers"));
            ThingChecker.inCells(page, Attributes.OF_DOMAIN_PAGE, scenario, index).forEach(this::page);
        }
        sizes(domain);
    }

    private void page(ScenarioItem.Page page) {
        Map<String, Expression> read =
                Attributes.read(page.attributes(), Attributes.OF_DOMAIN_PAGE, "page of a domain", diagnostics);
        if (read.containsKey("pte")) {
            words.oneOf(read.get("pte"), Words.PERMISSIONS, "permissions");
        }
        for (String word : List.of("cont", "dirty", "young")) {
            if (read.containsKey(word)) {
                words.oneOf(read.get(word), Words.SWITCH, "a switch");
            }
        }
        PageWords.cont(page, read, diagnostics);
        if (read.containsKey("run") && read.containsKey("block")) {
            diagnostics.add(Diagnostic.of(
                    Code.CONTRADICTION,
                    read.get("run").span(),
                    "`run` and `block`: runs in tables that are hooked in and out are not modelled"));
        }
    }

    /** In every cell the pages' sizes must be leaves of the format, of one granule. */
    private void sizes(ScenarioItem.Domain domain) {
        for (Cell cell : Matrix.cells(index, scenario, Map.of())) {
            Optional<IoFormat> format = format(domain, cell);
            List<Integer> sizes = new ArrayList<>();
            for (ScenarioItem.Page page : domain.pages()) {
                Optional<Integer> size = size(page, cell);
                size.ifPresent(sizes::add);
                boolean fits = size.isPresent() && format.map(f -> f.hasLeaves(sizes)).orElse(true);
                if (!fits) {
                    refuse(page, format, size, sizes.size() > 1, cell);
                    return;
                }
            }
        }
    }

    private void refuse(
            ScenarioItem.Page page, Optional<IoFormat> format, Optional<Integer> size, boolean several, Cell cell) {
        Span span = page.attributes().stream()
                .filter(a -> a.word().equals("size"))
                .map(ScenarioItem.Attribute::span)
                .findFirst()
                .orElse(page.name().span());
        if (size.isEmpty()) {
            diagnostics.add(Diagnostic.of(
                            Code.LEAF_SIZE, span, "the size of `" + page.name() + "` is no number of bytes up to 1G")
                    .help("write `size 4K`, or an axis of sizes"));
            return;
        }
        boolean alone = format.orElseThrow().hasLeaves(List.of(size.get()));
        String sentence = alone && several
                ? "`" + page.name() + "` and the pages before it are leaves of different granules"
                : "the format `" + format.get().word() + "` has no leaf of the size of `" + page.name() + "`";
        Diagnostic error =
                Diagnostic.of(Code.LEAF_SIZE, span, sentence).help("its leaves are " + format.get().leaves());
        diagnostics.add(cell.axes().isEmpty() ? error : error.labelled("in the cell " + cell.text()));
    }

    /** The format of a domain in a cell. */
    static Optional<IoFormat> format(ScenarioItem.Domain domain, Cell cell) {
        Expression name =
                new Expression.Reference(domain.format().text(), domain.format().span());
        return Attributes.text(name, cell).flatMap(IoFormat::named);
    }

    /** The size of a page in a cell, in bytes; absent if it is none that a number can hold. */
    private static Optional<Integer> size(ScenarioItem.Page page, Cell cell) {
        return Attributes.sizeOf(page, cell).filter(s -> s > 0);
    }
}
