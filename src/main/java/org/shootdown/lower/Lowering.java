package org.shootdown.lower;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.IoDrivers;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;
import org.shootdown.ir.ThreadCode;
import org.shootdown.sema.Assumption;
import org.shootdown.sema.Axes;
import org.shootdown.sema.Cell;
import org.shootdown.sema.CellLibrary;
import org.shootdown.sema.Expansion;
import org.shootdown.sema.IoFormat;
import org.shootdown.sema.LibraryIndex;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.ScenarioItem;

/**
 * Compiles a scenario for one cell of its matrix:
 *
 * <ol>
 *   <li>make the scenario plain: no families, params, ranges ({@link Expansion});
 *   <li>bind the library: kernel with patches, architecture, drivers ({@link CellLibrary});
 *   <li>make the things and lay out their state ({@link WorldBuilder});
 *   <li>compile the script's threads, inlining procedures ({@link ThreadCompiler});
 *   <li>compile what they need of the kernel's own: interrupt handlers, page-request workers;
 *   <li>all that again if it attaches and detaches devices, now that it is known which;
 *   <li>lay out the caches and describe the hardware.
 * </ol>
 */
public final class Lowering {

    private final World world;
    private final Interrupts interrupts;
    private final PageRequests requests;
    private final Timelines timelines;
    private final List<ThreadCode> threads = new ArrayList<>();

    private Lowering(World world, Scenario scenario) {
        this.world = world;
        this.interrupts = new Interrupts(world);
        this.requests = new PageRequests(world);
        this.timelines = new Timelines(scenario, world.layout);
    }

    /**
     * Compiles a cell; throws {@link LoweringException} where the script cannot run in it.
     *
     * @param drivers are asked what Linux' drivers do to I/O page tables
     * @param assumptions rules of the machine that are to be otherwise than the library sets them
     */
    public static Program lower(
            LibraryIndex index, Scenario scenario, Cell cell, IoDrivers drivers, List<Assumption> assumptions) {
        Expansion.Result expanded = Expansion.of(index, scenario, cell);
        Scenario plain = expanded.scenario()
                .orElseThrow(() -> new LoweringException(expanded.refusal().orElseThrow()));
        CellLibrary library = new CellLibrary(index, cell, assumptions);
        // What is attached, detached and loaded is known when the code is: then the state is laid out anew for it.
        Moves moved = Moves.NONE;
        while (true) {
            World world = WorldBuilder.build(plain, cell, library, drivers, moved);
            Program program = new Lowering(world, plain).program(plain);
            Moves found = moved.and(new Moves(world.moved, world.worded, world.loads.found));
            if (found.equals(moved)) {
                return program;
            }
            moved = found;
        }
    }

    private Program program(Scenario scenario) {
        world.threads.forEach(this::scriptThread);
        for (int device : requests.devices()) {
            worker(device, scenario);
        }
        requests.queued().forEach((device, queue) -> queueWorkers(device, queue, scenario));
        // Workers send interrupts too, so handlers come last; handlers send none.
        for (int i = 0; i < interrupts.handlers().size(); i++) {
            interruptHandler(interrupts.handlers().get(i));
        }
        Hardware hardware = new HardwareLayout(world, threads).hardware();
        if (Axes.isTso(world.cell)) {
            world.compiledBy.add("arch.store_buffers");
        }
        boolean asksOfBreaks = scenario.items(ScenarioItem.Check.class).stream()
                .flatMap(c -> c.names().stream())
                .anyMatch(n -> n.text().equals("bbm"));
        if (asksOfBreaks) {
            leanOnBreaks();
        }
        List<Program.RuleValue> rules = new ArrayList<>();
        addRules(rules, "arch", world.library.archRules());
        Map<String, CellLibrary.Setting> drivers = new LinkedHashMap<>(world.library.kernelRules());
        drivers.keySet().removeIf(f -> world.spaces.stream()
                .noneMatch(s -> s.format().map(IoFormat::word).filter(f::equals).isPresent()));
        addRules(rules, "kernel", drivers);
        world.devices.stream()
                .map(DeviceInfo::iommu)
                .distinct()
                .forEach(i -> addRules(rules, i, world.library.iommuRules(i)));
        Counters counters = new Counters(world.layout);
        List<Program.Question> questions =
                new ArrayList<>(new QuestionCompiler(world, threads, counters).compile(scenario));
        questions.addAll(timelines.questions());
        List<Integer> faulted =
                Bystanders.areAskedFor(questions) ? Bystanders.slots(world, threads) : List.of();
        return new Program(
                world.layout.slots(),
                counters.count(threads),
                hardware,
                world.operations,
                world.registers,
                questions,
                timelines.compiled(),
                faulted,
                requests.wrongs(),
                rules);
    }

    /** The question of break-before-make is what these rules make it. */
    private void leanOnBreaks() {
        List<String> rules = world.runs.isEmpty()
                ? List.of("break_before_make", "bbm_level_1", "bbm_level_2")
                : List.of("break_before_make", "bbm_level_1", "bbm_level_2", "contiguous_may_differ", "contiguous_bit");
        if (!world.blocks.isEmpty()) {
            // What lives at once may do so only because a walk has missed a store to the upper entry.
            world.compiledBy.add("arch.late_pte_stores");
        }
        for (String rule : rules) {
            world.compiledBy.add("arch." + rule);
            world.devices.forEach(d -> world.compiledBy.add(d.iommu() + "." + rule));
        }
    }

    private void addRules(List<Program.RuleValue> rules, String home, Map<String, CellLibrary.Setting> settings) {
        settings.forEach((rule, s) -> {
            String key = home + "." + rule;
            rules.add(new Program.RuleValue(
                    key, s.name(), s.value(), s.citation(), world.compiledBy.contains(key)));
        });
    }

    private ThreadCompiler compiler(
            String name, ThreadCode.Kind kind, Optional<Step.Place> place, int cpu, int space) {
        CodeBuilder code = new CodeBuilder(world.layout, threads.size(), name);
        List<Timelines.Cell> watched = kind == ThreadCode.Kind.SCRIPT ? timelines.of(name) : List.of();
        return new ThreadCompiler(world, code, kind, place, cpu, space, interrupts, requests, watched);
    }

    private void scriptThread(ScenarioItem.Thread thread, int space) {
        String name = thread.name().text();
        int cpu = -1;
        Optional<Step.Place> place = Optional.empty();
        String column = name;
        if (world.threadCpus.containsKey(thread)) {
            cpu = world.threadCpus.get(thread);
            place = Optional.of(new Step.Place(false, cpu));
            column = name + " (" + world.cpuName(cpu) + ")";
        } else if (thread.placeName().isPresent()) {
            int device = world.device(thread.placeName().get().text()).orElseThrow();
            place = Optional.of(new Step.Place(true, device));
            column = name + " (" + world.devices.get(device).name() + ")";
        }
        ThreadCompiler compiler = compiler(name, ThreadCode.Kind.SCRIPT, place, cpu, space);
        compiler.script(thread, space);
        threads.add(compiler.finish(column));
    }

    private void worker(int device, Scenario scenario) {
        boolean mirrors = world.devices.get(device).kind() == DeviceInfo.Kind.MIRROR;
        String name = (mirrors ? "kworker/fault" : "kworker/iopf") + (world.devices.size() > 1 ? "-" + world.devices.get(device).name() : "");
        ThreadCompiler compiler = compiler(name, ThreadCode.Kind.WORKER, Optional.empty(), -1, -1);
        requests.worker(compiler, device, scenario.name().span());
        threads.add(compiler.finish(name));
    }

    /** Of a queue that the scenario gives a size: the thread of its interrupt, and a worker for each group. */
    private void queueWorkers(int device, RequestQueue queue, Scenario scenario) {
        String suffix = world.devices.size() > 1 ? "-" + world.devices.get(device).name() : "";
        String interrupt = "irq/prq" + suffix;
        ThreadCompiler reporter = compiler(interrupt, ThreadCode.Kind.WORKER, Optional.empty(), -1, -1);
        requests.reporter(reporter, device, scenario.name().span());
        threads.add(reporter.finish(interrupt));
        for (RequestQueue.Sender sender : queue.asking()) {
            String whose = "-" + threads.get(sender.thread()).name() + (sender.abandons() ? "-old" : "");
            String name = "kworker/iopf" + suffix + (queue.asking().size() > 1 ? whose : "");
            ThreadCompiler worker = compiler(name, ThreadCode.Kind.WORKER, Optional.empty(), -1, -1);
            requests.worker(worker, device, sender, scenario.name().span());
            threads.add(worker.finish(name));
        }
    }

    private void interruptHandler(Interrupts.Handler handler) {
        String cpu = world.cpuName(handler.cpu());
        ThreadCompiler compiler =
                compiler("IPI on " + cpu, ThreadCode.Kind.INTERRUPT, Optional.empty(), handler.cpu(), -1);
        interrupts.compile(compiler, handler);
        String column = threads.stream()
                .filter(t -> t.kind() == ThreadCode.Kind.SCRIPT && t.cpu() == handler.cpu())
                .map(ThreadCode::column)
                .findFirst()
                .orElse(cpu);
        threads.add(compiler.finish(column));
    }
}
