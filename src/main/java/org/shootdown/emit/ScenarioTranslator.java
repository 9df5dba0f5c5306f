package org.shootdown.emit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Diagnostics;
import org.shootdown.sema.Attributes;
import org.shootdown.sema.Axes;
import org.shootdown.sema.Cell;
import org.shootdown.sema.Constants;
import org.shootdown.sema.LibraryIndex;
import org.shootdown.syntax.Declaration.LibraryKind;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Member;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.ScenarioItem.AddressSpace;
import org.shootdown.syntax.ScenarioItem.Page;

/** Translates the things and threads of a scenario; what user space cannot make or see is refused. */
final class ScenarioTranslator {

    private final Scenario scenario;
    private final Refusals refusals;
    private final AxisValues axes;
    private final ScenarioNames names;
    private final Map<String, BodyTranslator> bodies = new LinkedHashMap<>();
    private final List<CProgram.Function> functions = new ArrayList<>();
    private final List<CProgram.PageRow> pages = new ArrayList<>();

    ScenarioTranslator(LibraryIndex index, Scenario scenario, List<Cell> cells, Refusals refusals) {
        this.scenario = scenario;
        this.refusals = refusals;
        this.axes = new AxisValues(cells, refusals);
        this.names = new ScenarioNames(variables(index, scenario));
    }

    private static Set<String> variables(LibraryIndex index, Scenario scenario) {
        Set<String> variables = new LinkedHashSet<>();
        scenario.items(ScenarioItem.Variable.class).forEach(v -> variables.add(v.name().text()));
        for (var kernel : index.libraries(LibraryKind.KERNEL)) {
            for (Member member : kernel.members()) {
                if (member instanceof Member.Variable variable) {
                    variables.add(variable.name().text());
                }
            }
        }
        return variables;
    }

    void translate() {
        foreign();
        Optional<AddressSpace> root = root();
        if (root.isEmpty()) {
            return;
        }
        root.get().pages().forEach(this::page);
        SystemCalls calls = new SystemCalls(scenario, names, refusals);
        for (ScenarioItem.Thread thread : scenario.items(ScenarioItem.Thread.class)) {
            names.threads().of(thread.name().text());
        }
        for (ScenarioItem.Thread thread : scenario.items(ScenarioItem.Thread.class)) {
            boolean onCpu = thread.placeName().map(p -> p.text().equals("cpu")).orElse(true);
            if (!onCpu) {
                refusals.at(thread.name().span(), "a user-space program has no threads on devices");
                continue;
            }
            String space = thread.space().orElse(root.get().name()).text();
            ThreadPlan plan = new ThreadPlan(thread, space, root.get().pages());
            BodyTranslator body = new BodyTranslator(plan, names, axes, calls, refusals);
            functions.addAll(body.translate());
            bodies.put(thread.name().text(), body);
        }
        for (ScenarioItem.Thread thread : scenario.items(ScenarioItem.Thread.class)) {
            boolean forked = isForked(thread);
            if (forked && !calls.isForked(thread.space().orElseThrow().text())) {
                refusals.at(
                        thread.name().span(),
                        "no thread makes the process of this one",
                        "write `fork " + thread.space().get() + "` in a thread of its parent");
            }
        }
    }

    /** What user space does not have at all. */
    private void foreign() {
        scenario.items(ScenarioItem.Device.class).forEach(d -> refusals.at(
                d.span(), "a user-space program has no device that shares its address space"));
        scenario.items(ScenarioItem.Domain.class).forEach(d -> refusals.at(
                d.span(), "a user-space program has no I/O page table"));
        scenario.items(ScenarioItem.VirtualMachine.class).forEach(m -> refusals.at(
                m.span(), "a user-space test has no virtual machine"));
        scenario.items(ScenarioItem.Frame.class).forEach(f -> refusals.at(
                f.span(), "a user-space program cannot choose the frames of its pages"));
        scenario.items(ScenarioItem.Lock.class).forEach(l -> refusals.at(
                l.span(), "a user-space program takes no locks of the kernel"));
        scenario.items(ScenarioItem.Timeline.class).forEach(t -> refusals.at(
                t.span(), "a user-space program cannot put the steps of its threads into this order"));
        scenario.items(ScenarioItem.Variable.class).forEach(v -> refusals.at(
                v.span(),
                "a variable that threads share would be memory besides the scenario's pages",
                "use a page for it"));
    }

    /** The address space that the program starts with. */
    private Optional<AddressSpace> root() {
        Optional<AddressSpace> root = Optional.empty();
        for (AddressSpace space : scenario.items(AddressSpace.class)) {
            if (space.parent().isEmpty() && root.isPresent()) {
                refusals.at(space.name().span(), "a test program is one process; others it makes by fork");
            } else if (space.parent().isEmpty()) {
                root = Optional.of(space);
            }
        }
        if (root.isEmpty() || root.get().pages().isEmpty()) {
            refusals.at(scenario.name().span(), "the scenario has no page that a test could use");
            return Optional.empty();
        }
        return root;
    }

    private void page(Page page) {
        Map<String, Expression> read =
                Attributes.read(page.attributes(), Attributes.OF_PAGE, "page", new Diagnostics());
        for (ScenarioItem.Attribute attribute : page.attributes()) {
            if (attribute.word().equals("pte")) {
                refusals.at(attribute.span(), "a user-space program cannot choose the page-table entry of a page");
            } else if (List.of("frame", "size", "dirty", "young", "file", "zero", "ksm", "thp", "run", "cont")
                    .contains(attribute.word())) {
                refusals.at(
                        attribute.span(),
                        "the test maps anonymous memory and leaves it to the kernel what is behind a page");
            } else if (attribute.word().equals("hugetlb")) {
                refusals.at(
                        attribute.span(),
                        "the test maps pages of the base size, and takes none from the pool of huge pages");
            } else if (attribute.word().equals("cow")) {
                refusals.at(
                        attribute.span(),
                        "a user-space program cannot start with a page that another process shares",
                        "make it so with `fork`");
            }
        }
        boolean mapped = !read.containsKey("unmapped");
        int permissions = Optional.ofNullable(read.get("vma"))
                .flatMap(e -> axes.only(e, e.span()))
                .flatMap(Constants::named)
                .map(Constants.Constant::value)
                .orElse(3);
        int word = page.content().map(this::content).orElse(0);
        if (word != 0 && (!mapped || permissions == 0)) {
            refusals.at(
                    page.content().orElseThrow().span(),
                    mapped
                            ? "the model starts a page without permissions empty, so it holds no value"
                            : "a page that is not mapped holds no value");
        }
        pages.add(new CProgram.PageRow(
                names.pages().of(page.name().text()),
                mapped,
                new CProgram.Permissions(mapped ? permissions : 0),
                read.containsKey("shared"),
                word));
    }

    private int content(Expression content) {
        if (content instanceof Expression.Number number) {
            return Math.toIntExact(number.value());
        }
        return axes.only(content, content.span()).flatMap(Axes::number).orElse(0);
    }

    // ---- what was found -----------------------------------------------------------------------------------------

    ScenarioNames names() {
        return names;
    }

    AxisValues axes() {
        return axes;
    }

    List<CProgram.Function> functions() {
        return functions;
    }

    List<CProgram.PageRow> pages() {
        return pages;
    }

    /** Whether a fault can end the thread. */
    boolean observesFault(String thread) {
        return bodies.get(thread).hasUncaughtAccess();
    }

    /** The templates of the operations that threads use. */
    Set<String> operations() {
        Set<String> used = new LinkedHashSet<>();
        bodies.values().forEach(b -> used.addAll(b.operations()));
        return used;
    }

    /** The registers that the program assigns. */
    List<String> registers() {
        List<String> found = new ArrayList<>();
        for (ScenarioItem.Thread thread : scenario.items(ScenarioItem.Thread.class)) {
            Registers.assigned(thread.body()).forEach(r -> found.add(thread.name() + "." + r));
        }
        return found;
    }

    boolean isForked(ScenarioItem.Thread thread) {
        return thread.space().isPresent()
                && scenario.items(AddressSpace.class).stream()
                        .filter(s -> s.name().text().equals(thread.space().get().text()))
                        .anyMatch(s -> s.parent().isPresent());
    }
}
