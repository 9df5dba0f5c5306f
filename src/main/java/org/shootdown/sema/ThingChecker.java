package org.shootdown.sema;

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

/** Checks the things of a scenario - address spaces, pages, devices, variables. */
final class ThingChecker {

    private final LibraryIndex index;
    private final Scenario scenario;
    private final StaticNumbers numbers;
    private final Diagnostics diagnostics;
    private final Words words;

    ThingChecker(LibraryIndex index, Scenario scenario, StaticNumbers numbers, Diagnostics diagnostics) {
        this.index = index;
        this.scenario = scenario;
        this.numbers = numbers;
        this.diagnostics = diagnostics;
        this.words = new Words(scenario, diagnostics);
    }

    void check() {
        for (ScenarioItem.AddressSpace space : scenario.items(ScenarioItem.AddressSpace.class)) {
            space.parent().ifPresent(words::space);
            if (space.parent().isPresent() && !space.pages().isEmpty()) {
                diagnostics.add(Diagnostic.of(
                                Code.FORK, space.pages().get(0).span(), "a forked address space has its parent's pages")
                        .help("declare the page in `" + space.parent().get() + "`"));
            }
            Map<String, Name> pages = new HashMap<>();
            for (ScenarioItem.Page page : space.pages()) {
                Name old = pages.putIfAbsent(page.name().text(), page.name());
                if (old != null) {
                    diagnostics.add(Diagnostic.of(
                                    Code.DUPLICATE,
                                    page.name().span(),
                                    "the page `" + page.name() + "` is declared twice")
                            .and(old.span(), "first declared here"));
                }
                page.family().ifPresent(numbers::check);
                number(page);
                inCells(page, Attributes.OF_PAGE, scenario, index).forEach(this::page);
            }
        }
        new DomainChecker(index, scenario, numbers, diagnostics).check();
        new DeviceChecker(index, scenario, numbers, diagnostics).check();
        for (ScenarioItem.Frame frame : scenario.items(ScenarioItem.Frame.class)) {
            frame.content().ifPresent(c -> number(c, Optional.empty(), "the content of a frame is a number, or an axis of numbers"));
        }
        for (ScenarioItem.Variable variable : scenario.items(ScenarioItem.Variable.class)) {
            variable.family().ifPresent(numbers::check);
            number(
                    variable.initial(),
                    variable.family(),
                    "the initial value of `" + variable.name() + "` is a number, or an axis of numbers");
        }
        for (ScenarioItem.Lock lock : scenario.items(ScenarioItem.Lock.class)) {
            lock.family().ifPresent(numbers::check);
            LockKind.check(false, lock.kind(), diagnostics);
        }
    }

    /** A page as it is in the cells, where its words depend on them. */
    static List<ScenarioItem.Page> inCells(
            ScenarioItem.Page page, Map<String, Boolean> known, Scenario scenario, LibraryIndex index) {
        if (!Attributes.depend(page.attributes(), known)) {
            return List.of(page);
        }
        return Matrix.cells(index, scenario, Map.of()).stream()
                .map(c -> Attributes.in(c, page.attributes(), known))
                .distinct()
                .map(a -> new ScenarioItem.Page(page.name(), page.family(), page.content(), a, page.span()))
                .toList();
    }

    private void number(ScenarioItem.Page page) {
        page.content().ifPresent(c -> number(c, page.family(), "the content of a page is a number, or an axis of numbers"));
    }

    private void page(ScenarioItem.Page page) {
        Map<String, Expression> read =
                Attributes.read(page.attributes(), Attributes.OF_PAGE, "page", diagnostics);
        for (String word : List.of("vma", "pte")) {
            if (read.containsKey(word)) {
                words.oneOf(read.get(word), Words.PERMISSIONS, "permissions");
            }
        }
        for (String word : List.of("dirty", "young", "cont")) {
            if (read.containsKey(word)) {
                words.oneOf(read.get(word), Words.SWITCH, "a switch");
            }
        }
        if (read.containsKey("size") && !(read.get("size") instanceof Expression.Number)) {
            words.oneOf(read.get("size"), Sizes.NAMES, "a size of a page");
        }
        new PageWords(scenario, diagnostics).check(page, read);
    }

    /** What is so at the start is not computed in the run: it is a number as it stands, or in each cell one. */
    private void number(Expression value, Optional<ScenarioItem.Family> family, String sentence) {
        if (value instanceof Expression.Unreadable) {
            return;
        }
        if (StaticNumbers.isKnown(value, numbers.with(family))) {
            numbers.check(value, numbers.with(family), sentence);
        } else {
            report(Code.INITIAL_VALUE, value.span(), sentence);
        }
    }

    private void report(Code code, Span span, String message) {
        diagnostics.add(Diagnostic.of(code, span, message));
    }
}
