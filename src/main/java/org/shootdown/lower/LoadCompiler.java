package org.shootdown.lower;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.ir.CostKind;
import org.shootdown.ir.Step;
import org.shootdown.ir.Value;

/**
 * Compiles what makes a CPU go on with another address space, and what is done to translations by their tag. It notes which
 * CPUs load what; while the state has no place for that, they stay in the address spaces of their threads.
 */
final class LoadCompiler {

    /** The architecture of each instruction that loads an address space. */
    private static final Map<String, String> ARCHITECTURES =
            Map.of(
            "write_cr3", "x86_64",
            "write_ttbr0", "arm64",
            "write_satp", "riscv64",
            "load_asce", "s390",
            "mtspr_pid", "ppc64_radix");

    private static final Value EVERY_TAG = Value.constant(-1);
    private static final int EVERY_ADDRESS = -1;

    private final ThreadCompiler thread;
    private final World world;

    LoadCompiler(ThreadCompiler thread) {
        this.thread = thread;
        this.world = thread.world();
    }

    // ---- what is asked ------------------------------------------------------------------------------------------

    List<Integer> possibleCpus() {
        return IntStream.range(0, world.cpus.size()).boxed().toList();
    }

    /** The number of the address space that a CPU has loaded. */
    Value loaded(int cpu) {
        return !world.loads.areOn() || cpu < 0
                ? Value.constant(cpu < 0 ? 0 : world.loads.firstSpace(cpu) + 1)
                : new Value.Read(world.loads.spaces() + cpu);
    }

    Value inMask(int cpu, int space) {
        return cpu < 0
                ? Value.FALSE
                : Value.differs(bit(cpu, space), 0);
    }

    /** The slot of a CPU's bit in the mask of an address space. */
    private int bit(int cpu, int space) {
        return world.loads.masks.computeIfAbsent(space, s -> {
            int base = world.layout.memoryArray("mm_cpumask." + world.spaces.get(s).name(), world.cpus.size());
            for (int c = 0; c < world.cpus.size(); c++) {
                world.layout.initial(base + c, world.loads.firstSpace(c) == s ? 1 : 0);
            }
            return base;
        }) + cpu;
    }

    // ---- steps --------------------------------------------------------------------------------------------------

    /** Sets or clears a bit; what reads what it writes is one locked instruction. */
    void mask(String name, int cpu, int space, Span span) {
        if (cpu < 0) {
            return;
        }
        boolean set = !name.equals("cpumask_clear_cpu");
        int slot = bit(cpu, space);
        Value.Operator operator = set ? Value.Operator.BIT_OR : Value.Operator.BIT_AND;
        Value value = name.startsWith("__")
                ? Value.TRUE
                : Value.binary(operator, new Value.Read(slot), Value.constant(set ? 1 : 0));
        String text = (set ? "set " : "clear ") + world.cpuName(cpu) + " in mm_cpumask("
                + world.spaces.get(space).name() + ")";
        thread.code().emit(new Step.Assign(slot, value), span, text);
    }

    /** {@code name}: the instruction. */
    void load(String name, int space, Arguments in, Span span) {
        requireOwn(name, span);
        Value tag = in.value(1);
        Value keep = name.equals("write_cr3") ? in.value(2) : Value.TRUE;
        boolean keeps = name.equals("write_cr3") && keep.equals(Value.TRUE);
        String text = name + (keeps ? " noflush " : " ") + world.spaces.get(space).name();
        load(space, tag, keep, text + (name.equals("write_cr3") ? ", PCID" : ", ASID"), span);
    }

    private void requireOwn(String name, Span span) {
        String arch = ARCHITECTURES.get(name);
        world.compiledBy.add("arch.tagged_translations");
        if (!world.library.isArch(arch)) {
            throw new LoweringException(Diagnostic.of(
                            Code.NO_BROADCAST,
                            thread.calledAt(span),
                            "`" + name + "` is an instruction of " + arch + ", and the architecture "
                                    + world.library.arch() + " has another")
                    .help("let the kernel's procedures choose: they have a `where arch == ...`"));
        }
    }

    /**
     * By a tag of its own: what is cached of one address space is never another's, as long as there are both.
     *
     * @param tag what the tag is called
     */
    void loadOwn(String name, int space, String tag, Span span) {
        requireOwn(name, span);
        String text = "load " + world.spaces.get(space).name() + ", " + tag;
        load(space, Value.constant(ownTag(space)), Value.TRUE, text, span);
    }

    /** Which of the tags is an address space's own: it is the place that it has among those of processes. */
    int ownTag(int space) {
        return (int) IntStream.range(0, space)
                .filter(s -> !world.spaces.get(s).isMirror() && world.spaces.get(s).format().isEmpty())
                .count();
    }

    /** Only the kernel runs on the CPU. */
    void loadNone(Span span) {
        load(-1, Value.constant(0), Value.TRUE, "load init_mm", span);
    }

    private void load(int space, Value tag, Value keep, String text, Span span) {
        if (thread.cpu() < 0 || world.cpus.get(thread.cpu()).machine() >= 0) {
            throw new LoweringException(
                    Code.ACCESS_OUTSIDE,
                    thread.calledAt(span),
                    "thread `" + thread.name() + "` runs on no CPU that could load an address space");
        }
        refuse(span);
        if (space >= 0 && (world.spaces.get(space).isMirror() || world.spaces.get(space).format().isPresent())) {
            throw new LoweringException(
                    Code.NOT_OF_AN_MM, thread.calledAt(span), "CPUs load the tables of processes, and no others");
        }
        world.loads.found.computeIfAbsent(thread.cpu(), c -> new LinkedHashSet<>()).add(space);
        thread.code().emit(new Step.LoadSpace(thread.cpu(), space, tag, keep), span, text);
    }

    /** What the machine does not know where CPUs load address spaces. */
    private void refuse(Span span) {
        String what = !world.blocks.isEmpty()
                ? "upper page-table entries in the state (`block`)"
                : world.cpus.stream().anyMatch(c -> c.machine() >= 0)
                        ? "virtual CPUs"
                        : world.devices.stream().anyMatch(d -> d.switches().btm())
                                ? "devices that hear the CPUs' broadcasts (BTM)"
                                : "";
        if (!what.isEmpty()) {
            throw new LoweringException(
                    Code.NOT_MODELLED,
                    thread.calledAt(span),
                    "CPUs that load other address spaces in the run, together with " + what + ", are not modelled yet");
        }
    }

    void broadcast(Arguments in, Span span) {
        OperationCompiler.requireRule(world, "broadcast_invalidation", "no broadcast invalidation", span);
        String text = "TLBI " + world.pageName(in.page(0)) + " by ASID";
        thread.code().emit(new Step.InvalidateBroadcastTag(in.page(0), in.value(1), false, Step.Hint.NONE), span, text);
        thread.code().emit(new Step.Count(CostKind.TLBI), span, "");
    }

    void local(String name, Arguments in, Span span) {
        switch (name) {
            case "sfence_vma_asid" -> invalidate(in.page(0), in.value(1), name, span);
            case "sfence_vma_all_asid" -> invalidate(EVERY_ADDRESS, in.value(0), name, span);
            default -> invalidate(EVERY_ADDRESS, EVERY_TAG, name, span);
        }
    }

    /** What is cached of a page's address, whatever its tag. */
    void everyTag(int page, String name, Span span) {
        invalidate(page, EVERY_TAG, name, span);
    }

    private void invalidate(int page, Value tag, String name, Span span) {
        if (thread.cpu() >= 0) {
            String text = name.replace('_', '.') + (page < 0 ? "" : " " + world.pageName(page));
            thread.code().emit(new Step.InvalidateTag(thread.cpu(), page, tag), span, text);
            thread.code().emit(new Step.Count(CostKind.TLBI), span, "");
        }
    }

    /**
     * An invalidation that does not say with which tag is of the only one there is.
     *
     * @param name the operation
     * @param plain whether it is of one page, and of all levels
     * @return whether it can be done. In the handler of faults, which may never come to it, there is no answer if it does.
     */
    boolean requireOneTag(String name, boolean plain, Span span) {
        boolean ambiguous = world.loads.areOn() && world.loads.tagged();
        if (ambiguous && thread.code().isInside(AccessCompiler.FAULT_ENTRY)) {
            thread.code().emit(
                    new Step.NotModelled(": `" + name + "` names no tag, and CPUs load several address spaces"), span, "");
            return false;
        }
        if (ambiguous) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_MODELLED,
                            thread.calledAt(span),
                            "`" + name + "` names no tag (ASID, PCID), and CPUs load several address spaces in this run")
                    .help("`tlbi_asid A, asid` does; the library's `linux_6_6_asid` keeps ASIDs and flushes by them"));
        }
        if (world.loads.areOn() && !plain) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_MODELLED,
                            thread.calledAt(span),
                            "`" + name + "` is not modelled yet where CPUs load other address spaces in the run")
                    .help("`tlbi` of each page is, without a level"));
        }
        return true;
    }
}
