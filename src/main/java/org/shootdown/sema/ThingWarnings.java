package org.shootdown.sema;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.ScenarioItem.AddressSpace;
import org.shootdown.syntax.Tree;

/** Warnings about things of a scenario that nobody uses, and about threads and checks that say nothing. */
final class ThingWarnings {

    private final Scenario scenario;
    private final Diagnostics diagnostics;
    private final List<AddressSpace> spaces;
    private final List<ScenarioItem.Thread> threads;
    private final Set<String> mentioned;

    ThingWarnings(Scenario scenario, Diagnostics diagnostics) {
        this.scenario = scenario;
        this.diagnostics = diagnostics;
        this.spaces = scenario.items(AddressSpace.class);
        this.threads = scenario.items(ScenarioItem.Thread.class);
        this.mentioned = Mentions.in(scenario.items());
    }

    void check() {
        threads.forEach(this::thread);
        spaces.forEach(this::pages);
        scenario.items(ScenarioItem.Device.class).forEach(this::device);
        for (ScenarioItem.Variable variable : scenario.items(ScenarioItem.Variable.class)) {
            variable(variable.name());
        }
        for (ScenarioItem.Param param : scenario.items(ScenarioItem.Param.class)) {
            if (!mentioned.contains(param.name().text())) {
                warn(
                        Code.UNUSED_PARAM,
                        param.name(),
                        "nothing depends on the param `" + param.name() + "`",
                        "leave it out, or write it where the number stands");
            }
        }
        for (ScenarioItem.Lock lock : scenario.items(ScenarioItem.Lock.class)) {
            if (!mentioned.contains(lock.name().text())) {
                warn(Code.UNUSED_LOCK, lock.name(), "nobody takes the lock `" + lock.name() + "`", "leave it out");
            }
        }
        scenario.items(ScenarioItem.Check.class).forEach(c -> c.names().forEach(this::applies));
    }

    // ---- threads ------------------------------------------------------------------------------------------------

    private void thread(ScenarioItem.Thread thread) {
        if (thread.body().statements().isEmpty()) {
            warn(
                    Code.EMPTY_THREAD,
                    thread.name(),
                    "thread `" + thread.name() + "` does nothing",
                    "write what it does between its braces, or leave it out");
            return;
        }
        Optional<AddressSpace> fork = thread.space().flatMap(this::space).filter(s -> s.parent().isPresent());
        if (fork.isEmpty()) {
            return;
        }
        String name = fork.get().name().text();
        boolean forked = threads.stream()
                .filter(t -> !t.space().map(Name::text).equals(Optional.of(name)))
                .anyMatch(t -> Mentions.in(t.body()).contains(name));
        if (!forked) {
            diagnostics.add(Diagnostic.of(
                            Code.NEVER_FORKED,
                            thread.name().span(),
                            "thread `" + thread.name() + "` never runs: nobody forks `" + name + "`")
                    .and(fork.get().name().span(), "the address space that it waits for")
                    .help("another thread must say `fork " + name + "`"));
        }
    }

    private Optional<AddressSpace> space(Name name) {
        return spaces.stream().filter(s -> s.name().text().equals(name.text())).findFirst();
    }

    // ---- things -------------------------------------------------------------------------------------------------

    /** Who is given a whole address space may touch any of its pages; then nobody can say. */
    private void pages(AddressSpace space) {
        Set<String> inBodies = new HashSet<>();
        for (ScenarioItem.Thread thread : threads) {
            inBodies.addAll(Mentions.in(thread.body()));
        }
        boolean isPassedWhole = spaces.stream()
                .filter(s -> s == space || s.parent().isPresent())
                .anyMatch(s -> inBodies.contains(s.name().text()));
        for (ScenarioItem.Page page : space.pages()) {
            if (!isPassedWhole && !mentioned.contains(page.name().text())) {
                warn(
                        Code.UNUSED_PAGE,
                        page.name(),
                        "nobody touches the page `" + page.name() + "`",
                        "leave it out: each page makes the state larger");
            }
        }
    }

    /** A device without threads may still cache translations, which most checks look at. */
    private void device(ScenarioItem.Device device) {
        String name = device.name().text();
        boolean runs = threads.stream()
                .anyMatch(t -> t.placeName().map(Name::text).equals(Optional.of(name)));
        boolean checked = scenario.items(ScenarioItem.Check.class).stream()
                .flatMap(c -> c.names().stream())
                .anyMatch(n -> !n.text().equals(BuiltInCheck.PROGRESS.word()));
        if (!runs && !checked && !mentioned.contains(name) && asksOnlyOfThreads()) {
            diagnostics.add(Diagnostic.of(
                            Code.UNUSED_DEVICE, device.name().span(), "nothing runs on the device `" + name + "`")
                    .labelled("and no question looks at what it caches")
                    .help("write a thread `on " + name + "`, ask `check coherence`, or leave it out"));
        }
    }

    private boolean asksOnlyOfThreads() {
        if (!scenario.items(ScenarioItem.Timeline.class).isEmpty()) {
            return false;
        }
        List<String> known = threads.stream().map(t -> t.name().text()).toList();
        return Tree.all(scenario.items(ScenarioItem.Question.class), Expression.Member.class).stream()
                .allMatch(m -> m.of() instanceof Expression.Reference of && known.contains(of.name()));
    }

    private void variable(Name name) {
        if (!mentioned.contains(name.text())) {
            warn(
                    Code.UNUSED_VARIABLE,
                    name,
                    "nobody reads the variable `" + name + "`",
                    "ask a question about it, use it in a thread, or leave it out");
        }
    }

    private void applies(Name check) {
        BuiltInCheck.named(check.text())
                .flatMap(c -> Applicability.whyNot(c, scenario))
                .ifPresent(why -> diagnostics.add(Diagnostic.of(
                                Code.NOT_APPLICABLE, check.span(), "`" + check + "` is n/a in every cell")
                        .labelled(why)
                        .help("leave the check out")));
    }

    private void warn(Code code, Name name, String sentence, String help) {
        Span span = name.span();
        diagnostics.add(Diagnostic.of(code, span, sentence).help(help));
    }
}
