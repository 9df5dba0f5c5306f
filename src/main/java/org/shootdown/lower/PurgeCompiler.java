package org.shootdown.lower;

import java.util.List;
import java.util.stream.IntStream;
import org.shootdown.diag.Span;
import org.shootdown.ir.CostKind;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Step;
import org.shootdown.ir.Value;

/**
 * Compiles the instructions of IBM Z that change an entry and drop it from TLBs, or only drop, in one step: other CPUs have
 * dropped it, and have made the accesses that they translated with it, when the instruction ends (z/Architecture Principles
 * of Operation, INVALIDATE PAGE TABLE ENTRY, INVALIDATE DAT TABLE ENTRY, COMPARE AND SWAP AND PURGE).
 */
final class PurgeCompiler {

    private static final int EVERY_ADDRESS = -1;
    private static final Value EVERY_TABLE = Value.constant(-1);

    private final ThreadCompiler thread;
    private final World world;

    PurgeCompiler(ThreadCompiler thread) {
        this.thread = thread;
        this.world = thread.world();
    }

    /** {@code slot}: where the result goes; -1 for nowhere. */
    void compile(String name, Arguments in, int slot, Span span) {
        require(name, span);
        switch (name) {
            case "load_asce" -> new LoadCompiler(thread).loadOwn(name, space(in, span), "ASCE", span);
            case "ipte", "ipte_local" -> {
                int outer = thread.code().beginAtomic();
                Value empty = Value.constant(PageTableEntry.EMPTY);
                thread.code().emit(new Step.ExchangeEntry(result(slot), in.page(0), empty), span, "");
                dropPage(name, in.page(0), span);
                end(outer, span);
            }
            case "crdte", "cspg" -> replace(name, in, result(slot), span);
            case "idte", "idte_local" -> {
                int space = space(in, span);
                List<Integer> pages = IntStream.range(0, world.pages.size())
                        .filter(p -> world.pages.get(p).space() == space)
                        .boxed()
                        .toList();
                int outer = thread.code().beginAtomic();
                drop(name, space, pages, true, world.spaces.get(space).name(), span);
                end(outer, span);
            }
            default -> {
                int outer = thread.code().beginAtomic();
                dropAll(name, span);
                end(outer, span);
            }
        }
    }

    /** Those of an upper entry. */
    void upper(String name, int page, int block, int slot, Span span) {
        require(name, span);
        int old = result(slot);
        int outer = thread.code().beginAtomic();
        thread.code().emit(new Step.ReadUpper(old, block), span, "");
        thread.code().emit(new Step.ExchangeUpper(old, block, invalid(new Value.Read(old))), span, "");
        if (name.equals("csp_pmd")) {
            dropAll(name, span);
        } else {
            int space = world.pages.get(page).space();
            drop(name, space, world.blocks.get(block).pages(), true, world.blocks.get(block).name(), span);
        }
        end(outer, span);
    }

    /**
     * Only the invalid bit is set: a huge page can still be told from an entry that is empty. (One that names a table is
     * empty here, which its callers make it with their next step.)
     */
    private static Value invalid(Value upper) {
        int permissions = PageTableEntry.VALID | PageTableEntry.WRITABLE | PageTableEntry.EXECUTABLE;
        Value none = Value.binary(
                Value.Operator.BIT_OR,
                Functions.and(upper, Value.constant(~permissions)),
                Value.constant(PageTableEntry.PROTECTED));
        return Value.binary(Value.Operator.MULTIPLY, Functions.hasBit(upper, PageTableEntry.LARGE), none);
    }

    private void replace(String name, Arguments in, int slot, Span span) {
        CodeBuilder code = thread.code();
        int outer = code.beginAtomic();
        code.emit(new Step.CompareExchangeEntry(slot, in.page(0), in.value(1), in.value(2)), span, "");
        CodeBuilder.Label differs = new CodeBuilder.Label();
        code.branchUnless(new Value.Read(slot), differs, span, "");
        if (name.equals("cspg")) {
            dropAll(name, span);
        } else {
            dropPage(name, in.page(0), span);
        }
        code.place(differs);
        end(outer, span);
    }

    // ---- what is dropped ----------------------------------------------------------------------------------------

    /** What CPUs have of one entry of a page table. What they have cached of the entries above it stays. */
    private void dropPage(String name, int page, Span span) {
        drop(name, world.pages.get(page).space(), List.of(page), false, world.pageName(page), span);
    }

    /** Where CPUs load address spaces, it is what they have cached by the table of one of them. */
    private void drop(String name, int space, List<Integer> pages, boolean walks, String what, Span span) {
        for (int cpu : isLocal(name) ? own() : world.cpusOf(space)) {
            for (int page : pages) {
                String text = page == pages.get(0) ? name + ": " + world.cpuName(cpu) + " drops " + what : "";
                Step step = world.loads.areOn()
                        ? new Step.InvalidateTag(cpu, page, Value.constant(new LoadCompiler(thread).ownTag(space)))
                        : new Step.InvalidateLocal(cpu, page, walks);
                thread.code().emit(step, span, text);
            }
        }
    }

    private void dropAll(String name, Span span) {
        List<Integer> all = IntStream.range(0, world.cpus.size())
                .filter(c -> world.cpus.get(c).machine() < 0)
                .boxed()
                .toList();
        for (int cpu : isLocal(name) ? own() : all) {
            String text = name + ": " + world.cpuName(cpu) + " drops all";
            thread.code().emit(new Step.InvalidateTag(cpu, EVERY_ADDRESS, EVERY_TABLE), span, text);
        }
    }

    private static boolean isLocal(String name) {
        return name.endsWith("_local") || name.equals("ptlb");
    }

    /** A CPU that runs none of the scenario's threads has no translations to lose. */
    private List<Integer> own() {
        return thread.cpu() < 0 ? List.of() : List.of(thread.cpu());
    }

    // ---- what it takes ------------------------------------------------------------------------------------------

    private void require(String name, Span span) {
        switch (name) {
            case "idte", "idte_local", "idte_pmd", "idte_pmd_local" ->
                require("clears_by_table", "no instruction that drops an address space from all TLBs", span);
            case "csp", "csp_pmd", "cspg", "ptlb" ->
                require("purges_all_translations", "no instruction that drops everything from all TLBs", span);
            case "crdte" -> require("replaces_entries", "no instruction that replaces an entry in memory and in all TLBs", span);
            case "load_asce" -> {}
            default -> require(
                    "invalidates_entries_everywhere",
                    "no instruction that invalidates an entry in memory and in all TLBs",
                    span);
        }
        if (name.endsWith("_local")) {
            require("clears_locally", "no instruction that does this to the TLB of one CPU only", span);
        }
    }

    private void require(String rule, String lack, Span span) {
        OperationCompiler.requireRule(world, rule, lack, span);
    }

    private static int space(Arguments in, Span span) {
        return BroadcastCompiler.space(in.operand(0), span);
    }

    /** Where a result goes; what nobody wants goes to a register all the same. */
    private int result(int slot) {
        return slot >= 0 ? slot : thread.code().register();
    }

    private void end(int outer, Span span) {
        thread.code().emit(new Step.Count(CostKind.TLBI), span, "");
        thread.code().endAtomic(outer);
    }
}
