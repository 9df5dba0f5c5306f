package org.shootdown.lower;

import java.util.ArrayList;
import java.util.List;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.ir.CostKind;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Step;
import org.shootdown.ir.Value;
import org.shootdown.sema.Constants;
import org.shootdown.sema.IoFormat;
import org.shootdown.sema.Operation;
import org.shootdown.sema.Operations;
import org.shootdown.sema.Type;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Call;

/** Compiles the operations of the machine: one lowering for each row of {@link Operations}. */
final class OperationCompiler {

    private final ThreadCompiler thread;

    OperationCompiler(ThreadCompiler thread) {
        this.thread = thread;
    }

    /** Compiles an operation whose result, if it has one, goes to a slot. */
    Operand compile(Operation operation, Call call, int slot, Environment environment) {
        return switch (operation.kind()) {
            case FUNCTION -> Operand.of(function(operation.name(), call, environment));
            case LOOKUP -> lookUp(operation.name(), call, environment);
            case STEP -> {
                step(operation.name(), call, new Arguments(call, environment), slot);
                yield Operand.of(slot < 0 ? Value.constant(0) : new Value.Read(slot));
            }
            case ACCESS -> {
                Arguments in = new Arguments(call, environment);
                int last = operation.parameters().size() - 1;
                Value expected = last == 2 ? in.value(1) : Value.constant(0);
                Value written = last == 0 ? Value.constant(0) : in.value(last);
                thread.accesses().compile(kind(operation), in.page(0), written, expected, slot, call.span());
                yield Operand.of(slot < 0 ? Value.constant(0) : new Value.Read(slot));
            }
        };
    }

    private static Step.AccessKind kind(Operation operation) {
        for (Step.AccessKind kind : Step.AccessKind.values()) {
            if (kind.word().equals(operation.name())) {
                return kind;
            }
        }
        throw new IllegalArgumentException(operation.name());
    }

    /** The arguments of a call by position. */
    private final class Arguments {
        private final List<Expression> expressions;
        private final Environment environment;

        Arguments(Call call, Environment environment) {
            this.expressions = call.arguments();
            this.environment = environment;
        }

        Value value(int i) {
            return thread.expressions().value(expressions.get(i), environment);
        }

        int page(int i) {
            return thread.expressions().page(expressions.get(i), environment);
        }

        int device(int i) {
            return thread.expressions().device(expressions.get(i), environment);
        }

        Operand.Lock lock(int i) {
            return thread.expressions().lock(expressions.get(i), environment);
        }

        Operand operand(int i) {
            return thread.expressions().compile(expressions.get(i), environment);
        }
    }

    // ---- functions ----------------------------------------------------------------------------------------------

    private Value function(String name, Call call, Environment environment) {
        Operation operation = Operations.named(name).orElseThrow();
        Arguments in = new Arguments(call, environment);
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < call.arguments().size(); i++) {
            boolean page = operation.parameters().get(i).type() == Type.PAGE;
            values.add(page ? Value.constant(in.page(i)) : in.value(i));
        }
        return Functions.of(name, values, thread.world());
    }

    // ---- look-ups -----------------------------------------------------------------------------------------------

    private Operand lookUp(String name, Call call, Environment environment) {
        World world = thread.world();
        Arguments in = new Arguments(call, environment);
        return switch (name) {
            case "mm_of" -> spaceOf(in.operand(0), call);
            case "pages_of" -> new Operand.Pages(world.pagesOf(space(in, 0, call)));
            case "same_page" -> new Operand.Page(samePage(in, call));
            case "parent_of" -> new Operand.Space(parent(space(in, 0, call), call));
            case "mm_cpumask" -> new Operand.Cpus(world.cpusOf(space(in, 0, call)));
            case "this_cpu" -> new Operand.Cpu(thread.cpu());
            case "device_page" -> new Operand.Page(devicePage(in, call));
            case "attached_devices" -> new Operand.Devices(
                    world.devicesBy(world.pages.get(in.page(0)).space()));
            case "domain_of" -> domainOf(in.operand(0), call);
            case "in_domain" -> Operand.of(thread.attachments().isIn(in.device(0), space(in, 1, call), call.span()));
            case "has_domain" -> Operand.of(thread.attachments().isAttached(in.device(0), call.span()));
            case "ats_enabled" -> Operand.of(thread.attachments().isAtsEnabled(in.device(0)));
            case "format_remap_replaces" -> Operand.of(Value.truth(
                    remap(in, call) == IoFormat.Remap.REPLACES
                            || remap(in, call) == IoFormat.Remap.REPLACES_SMALL && size(in.page(0), call) == 4096));
            case "format_remap_keeps" -> Operand.of(Value.truth(remap(in, call) == IoFormat.Remap.KEEPS));
            case "format_remap_refuses" -> Operand.of(Value.truth(remap(in, call) == IoFormat.Remap.REFUSES));
            case "format_partial_unmaps_all" -> Operand.of(Value.truth(
                    partial(in, call) == IoFormat.Partial.UNMAPS_ALL
                            || partial(in, call) == IoFormat.Partial.UNMAPS_ALL_FROM_ITS_START && isFirst(in.page(0))));
            case "format_partial_splits" -> Operand.of(Value.truth(partial(in, call) == IoFormat.Partial.SPLITS));
            case "format_partial_refuses" -> Operand.of(Value.truth(partial(in, call) == IoFormat.Partial.REFUSES));
            case "pmd_size" -> Operand.of(Value.constant(world.upperSize(in.page(0))));
            case "format_hole_is_nothing" -> Operand.of(
                    Value.truth(format(in.page(0), call).hole() == IoFormat.Hole.NOTHING));
            case "vcpus" -> new Operand.Cpus(world.cpusOf(world.devices.get(in.device(0)).table()));
            case "subscribers" -> new Operand.Devices(world.devicesOf(space(in, 0, call)));
            case "ats" -> Operand.of(Value.truth(world.devices.get(in.device(0)).switches().ats()));
            case "pri" -> Operand.of(Value.truth(world.devices.get(in.device(0)).switches().pri()));
            case "stall" -> Operand.of(Value.truth(world.devices.get(in.device(0)).switches().stall()));
            case "pasid" -> Operand.of(Value.constant(world.devices.get(in.device(0)).switches().pasid()));
            case "btm" -> Operand.of(Value.truth(world.devices.get(in.device(0)).switches().btm()));
            case "vma_shared" -> Operand.of(Value.truth(world.pages.get(in.page(0)).shared()));
            case "in_block" -> Operand.of(Value.truth(world.blockOf(in.page(0)).isPresent()));
            case "pmd_range" -> new Operand.Pages(world.blockOf(in.page(0))
                    .map(b -> world.blocks.get(b).pages())
                    .orElse(List.of(in.page(0))));
            case "is_vm_hugetlb_page" -> Operand.of(Value.truth(world.pages.get(in.page(0)).hugetlb()));
            case "page_size" -> Operand.of(Value.constant(world.pages.get(in.page(0)).size() << 12));
            case "page_cache_frame" -> Operand.of(Value.constant(world.pages.get(in.page(0)).file()));
            case "zero_frame" -> Operand.of(Value.constant(world.zeroFrame));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private Operand spaceOf(Operand pages, Call call) {
        if (pages instanceof Operand.Page page) {
            World world = thread.world();
            if (world.spaces.get(world.pages.get(page.index()).space()).format().isPresent()) {
                throw new LoweringException(
                        Code.NOT_OF_AN_MM,
                        thread.calledAt(call.span()),
                        "`" + world.pageName(page.index()) + "` is a page of a domain, and belongs to no mm");
            }
            return new Operand.Space(world.pages.get(world.original(page.index())).space());
        }
        if (pages instanceof Operand.Pages range && !range.indices().isEmpty()) {
            return spaceOf(new Operand.Page(range.indices().get(0)), call);
        }
        throw new LoweringException(Code.NOT_STATIC, call.span(), "the pages must be known before the run");
    }

    private Operand domainOf(Operand pages, Call call) {
        if (pages instanceof Operand.Pages range && !range.indices().isEmpty()) {
            return domainOf(new Operand.Page(range.indices().get(0)), call);
        }
        if (pages instanceof Operand.Page page) {
            format(page.index(), call);
            return new Operand.Space(thread.world().pages.get(page.index()).space());
        }
        throw new LoweringException(Code.NOT_STATIC, call.span(), "the pages must be known before the run");
    }

    private int space(Arguments in, int position, Call call) {
        if (in.operand(position) instanceof Operand.Space space) {
            return space.index();
        }
        throw new LoweringException(Code.NOT_STATIC, call.span(), "the address space must be known before the run");
    }

    private int parent(int space, Call call) {
        int parent = thread.world().spaces.get(space).parent();
        if (parent < 0) {
            throw new LoweringException(
                    Code.FORK,
                    call.span(),
                    "`" + thread.world().spaces.get(space).name() + "` is not declared as the fork of another mm");
        }
        return parent;
    }

    /** The format of the I/O page table that a page is in. */
    private IoFormat format(int page, Call call) {
        World world = thread.world();
        return world.spaces.get(world.pages.get(page).space()).format().orElseThrow(() -> new LoweringException(
                Code.NOT_OF_AN_MM,
                thread.calledAt(call.span()),
                "`" + world.pageName(page) + "` is a page of an address space, and this is about domains"));
    }

    private IoFormat.Remap remap(Arguments in, Call call) {
        return format(in.page(0), call).remap();
    }

    private IoFormat.Partial partial(Arguments in, Call call) {
        return format(in.page(0), call).partial();
    }

    /** Whether a page is the first of its block. */
    private boolean isFirst(int page) {
        return thread.world()
                .blockOf(page)
                .filter(b -> thread.world().blocks.get(b).pages().get(0) == page)
                .isPresent();
    }

    private int size(int page, Call call) {
        format(page, call);
        return thread.world().pages.get(page).size() << 12;
    }

    /** A page is one leaf, so that a part of it has nothing of its own; what is larger is a block or several pages. */
    private void wholeLeaf(Arguments in, Call call) {
        int size = size(in.page(0), call);
        String page = thread.world().pageName(in.page(0));
        if (!(in.value(1) instanceof Value.Constant wanted)) {
            throw new LoweringException(
                    Code.NOT_STATIC, thread.calledAt(call.span()), "the size must be known before the run");
        }
        boolean block = thread.world().blockOf(in.page(0)).isPresent();
        if (block && wanted.value() == thread.world().upperSize(in.page(0))) {
            return;
        }
        if (wanted.value() != size) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_MODELLED,
                            thread.calledAt(call.span()),
                            "`" + page + "` is one leaf of " + size + " bytes, and this is not all of it")
                    .help(wanted.value() < size
                            ? "a part of a larger leaf is a page of its own: `page X block H huge`"
                            : "unmap page by page"));
        }
    }

    private int devicePage(Arguments in, Call call) {
        World.DeviceInfo device = thread.world().devices.get(in.device(0));
        return thread.world()
                .mirrored(device.table(), in.page(1))
                .orElseThrow(() -> new LoweringException(Diagnostic.of(
                                Code.NO_OWN_TABLE,
                                call.span(),
                                "`" + device.name() + "` has no page table of its own that mirrors this page")
                        .help("only `device ... mirror m` and `vm ... of m` have one")));
    }

    private int samePage(Arguments in, Call call) {
        World.PageInfo page = thread.world().pages.get(in.page(0));
        int space = space(in, 1, call);
        return thread.world()
                .page(space, page.name())
                .orElseThrow(() -> new LoweringException(
                        Code.UNKNOWN_NAME,
                        call.span(),
                        "the address space `" + thread.world().spaces.get(space).name() + "` has no page `"
                                + page.name() + "`"));
    }

    // ---- steps --------------------------------------------------------------------------------------------------

    private void step(String name, Call call, Arguments in, int slot) {
        Span span = call.span();
        switch (name) {
            case "read_pte" -> emit(new Step.ReadEntry(result(slot), in.page(0)), span, "");
            case "set_pte" -> emit(new Step.WriteEntry(in.page(0), in.value(1)), span, "");
            case "xchg_pte" -> emit(new Step.ExchangeEntry(result(slot), in.page(0), in.value(1)), span, "");
            case "cas_pte" -> emit(
                    new Step.CompareExchangeEntry(result(slot), in.page(0), in.value(1), in.value(2)), span, "");
            case "ipte" -> invalidateEntry(in.page(0), result(slot), span);
            case "set_vma_prot" -> emit(
                    new Step.Assign(
                            thread.world().permissions + in.page(0),
                            Functions.setVma(thread.world(), in.page(0), in.value(1))),
                    span,
                    "set vma " + thread.world().pageName(in.page(0)) + " to " + permissions(in.value(1), call));
            case "vma_set_anonymous" -> {
                World world = thread.world();
                if (world.pages.get(in.page(0)).backing() == World.Backing.FILE) {
                    int word = world.permissions + in.page(0);
                    Value anonymous = Functions.and(new Value.Read(word), Value.constant(~World.FILE));
                    emit(new Step.Assign(word, anonymous), span, "vma " + world.pageName(in.page(0)) + " is anonymous");
                }
            }
            case "vm_area_dup" -> emit(
                    new Step.Assign(
                            thread.world().permissions + in.page(0),
                            new Value.Read(thread.world().permissions + in.page(1))),
                    span,
                    "vma " + thread.world().pageName(in.page(0)) + " is copied");
            case "not_modelled" -> emit(new Step.NotModelled(), span, "");
            case "read_pmd", "set_pmd", "xchg_pmd", "cas_pmd", "alloc_table", "read_pte_in", "set_pte_in" ->
                    levels(name, in, slot, span);
            case "alloc_frame" -> emit(new Step.AllocateFrame(result(slot)), span, "");
            case "copy_frame" -> emit(new Step.CopyFrame(in.value(0), in.value(1)), span, "");
            case "get_frame" -> emit(new Step.GetFrame(in.value(0)), span, "");
            case "put_frame" -> emit(new Step.PutFrame(in.value(0)), span, "");
            case "free_frame" -> emit(new Step.FreeFrame(in.value(0)), span, "");
            case "lock" -> lock(in, false, true, span);
            case "unlock" -> lock(in, false, false, span);
            case "read_lock" -> lock(in, true, true, span);
            case "read_unlock" -> lock(in, true, false, span);
            case "mm_start" -> start(in, span);
            case "whole_leaf" -> wholeLeaf(in, call);
            case "ipi_send" -> interrupt(in, span);
            case "ipi_wait" -> thread.interrupts().await(thread, span);
            case "domain_add_device" -> thread.attachments().list(in.device(1), space(in, 0, call), span);
            case "domain_remove_device" -> thread.attachments().unlist(in.device(1), span);
            case "set_context" -> thread.attachments().setContext(in.device(0), space(in, 1, call), span);
            case "clear_context" -> thread.attachments().clearContext(in.device(0), span);
            case "pci_enable_ats" -> thread.attachments().switchAts(in.device(0), true, span);
            case "pci_disable_ats" -> thread.attachments().switchAts(in.device(0), false, span);
            case "iotlb_invalidate_domain" -> {
                Step.CommandKind kind = Step.CommandKind.INVALIDATE_DOMAIN;
                emit(new Step.QueueCommand(in.device(0), kind, space(in, 1, call)), span, "");
                count(CostKind.IOTLB, span);
            }
            default -> translations(name, in, span);
        }
    }

    /** Upper entries and tables. */
    private void levels(String name, Arguments in, int slot, Span span) {
        Step step = switch (name) {
            case "read_pmd" -> new Step.ReadUpper(result(slot), block(in, 0, span));
            case "set_pmd" -> new Step.WriteUpper(block(in, 0, span), in.value(1));
            case "xchg_pmd" -> new Step.ExchangeUpper(result(slot), block(in, 0, span), in.value(1));
            case "cas_pmd" -> new Step.CompareExchangeUpper(
                    result(slot), block(in, 0, span), in.value(1), in.value(2));
            case "alloc_table" -> new Step.AllocateTable(result(slot), block(in, 0, span));
            case "read_pte_in" -> {
                block(in, 1, span);
                yield new Step.ReadTable(result(slot), in.value(0), in.page(1));
            }
            default -> {
                block(in, 1, span);
                yield new Step.WriteTable(in.value(0), in.page(1), in.value(2));
            }
        };
        emit(step, span, "");
    }

    /** The block of the page that an argument names. */
    private int block(Arguments in, int argument, Span span) {
        int page = in.page(argument);
        return thread.world().blockOf(page).orElseThrow(() -> new LoweringException(Diagnostic.of(
                        Code.NO_BLOCK,
                        thread.calledAt(span),
                        "`" + thread.world().pageName(page) + "` has no upper page-table entry in the state")
                .help("say which pages share one: `page " + thread.world().pages.get(page).name() + " block H`")));
    }

    /** Permissions as a script writes them; where only the run knows them, what the procedure calls them. */
    private static String permissions(Value value, Call call) {
        if (value instanceof Value.Constant constant) {
            for (String name : List.of("none", "ro", "rw", "rx", "rwx")) {
                if (Constants.named(name).orElseThrow().value() == constant.value()) {
                    return name;
                }
            }
        }
        return call.arguments().get(1).span().text();
    }

    private void translations(String name, Arguments in, Span span) {
        switch (name) {
            case "invlpg", "invept", "sfence_vma" -> {
                // A CPU that runs none of the scenario's threads has no translations to lose.
                if (thread.cpu() >= 0) {
                    String text = name.replace('_', '.') + " " + thread.world().pageName(in.page(0));
                    emit(new Step.InvalidateLocal(thread.cpu(), in.page(0)), span, text);
                    count(CostKind.TLBI, span);
                }
            }
            case "tlbi", "tlbi_vae1is" -> {
                requireBroadcast(span);
                boolean walks = name.equals("tlbi_vae1is");
                String text = (walks ? "TLBI with walk " : "TLBI ") + thread.world().pageName(in.page(0));
                emit(new Step.InvalidateBroadcast(in.page(0), walks), span, text);
                count(CostKind.TLBI, span);
            }
            case "tlbie" -> {
                requireBroadcast(span);
                String text = "tlbie " + thread.world().pageName(in.page(0));
                emit(new Step.InvalidateBroadcast(in.page(0), false), span, text);
                count(CostKind.TLBI, span);
            }
            case "dma_wmb" -> barrier(Step.BarrierKind.DEVICE_STORES, "dma_wmb", span);
            case "dsb_ishst" -> barrier(Step.BarrierKind.STORES, "dsb ishst", span);
            case "dsb_ish" -> barrier(Step.BarrierKind.FULL, "dsb ish", span);
            case "ptesync" -> barrier(Step.BarrierKind.STORES, "ptesync", span);
            case "tlbsync" -> barrier(Step.BarrierKind.FULL, "eieio, tlbsync, ptesync", span);
            case "isb" -> barrier(Step.BarrierKind.CONTEXT, "isb", span);
            case "iotlb_invalidate" -> queue(in, Step.CommandKind.INVALIDATE_IOTLB, CostKind.IOTLB, span);
            case "iotlb_flush_walk" -> queue(in, Step.CommandKind.INVALIDATE_WALK, CostKind.IOTLB, span);
            case "atc_invalidate" -> queue(in, Step.CommandKind.INVALIDATE_ATC, CostKind.ATC, span);
            case "atc_invalidate_all" -> {
                emit(new Step.QueueCommand(in.device(0), Step.CommandKind.INVALIDATE_WHOLE_ATC, 0), span, "");
                count(CostKind.ATC, span);
            }
            case "as_command_lock" -> new RegionCompiler(thread).lock(in.device(0), in.operand(1), span);
            case "as_command_unlock" ->
                new RegionCompiler(thread).unlock(in.device(0), Step.CommandKind.UNLOCK_REGION, span);
            case "as_command_flush_pt" -> new RegionCompiler(thread).unlock(in.device(0), Step.CommandKind.FLUSH_REGION, span);
            case "context_invalidate" ->
                emit(new Step.QueueCommand(in.device(0), Step.CommandKind.INVALIDATE_CONTEXT, 0), span, "");
            case "iommu_sync" -> {
                emit(new Step.AwaitCommands(in.device(0)), span, "");
                count(CostKind.SYNC, span);
            }
            default -> throw new IllegalArgumentException(name);
        }
    }

    private void barrier(Step.BarrierKind kind, String text, Span span) {
        emit(new Step.Barrier(kind), span, text);
        count(CostKind.BARRIER, span);
    }

    private void queue(Arguments in, Step.CommandKind command, CostKind kind, Span span) {
        emit(new Step.QueueCommand(in.device(0), command, in.page(1)), span, "");
        count(kind, span);
    }

    private void count(CostKind kind, Span span) {
        emit(new Step.Count(kind), span, "");
    }

    /** The entry becomes invalid and all CPUs drop what they have of it, in one step. */
    private void invalidateEntry(int page, int slot, Span span) {
        World world = thread.world();
        world.compiledBy.add("arch.invalidates_entries_everywhere");
        if (!World.isOn(world.library.archRules(), "invalidates_entries_everywhere")) {
            throw new LoweringException(
                    Code.NO_BROADCAST,
                    span,
                    "the architecture " + world.library.arch()
                            + " has no instruction that invalidates an entry in memory and in all TLBs");
        }
        int outer = thread.code().beginAtomic();
        emit(new Step.ExchangeEntry(slot, page, Value.constant(PageTableEntry.EMPTY)), span, "");
        for (int cpu : world.cpusOf(world.pages.get(page).space())) {
            emit(new Step.InvalidateLocal(cpu, page), span, "ipte: " + world.cpuName(cpu) + " drops " + world.pageName(page));
        }
        count(CostKind.TLBI, span);
        thread.code().endAtomic(outer);
    }

    private void requireBroadcast(Span span) {
        thread.world().compiledBy.add("arch.broadcast_invalidation");
        if (!thread.world().broadcast()) {
            throw new LoweringException(
                    Code.NO_BROADCAST,
                    span,
                    "the architecture " + thread.world().library.arch() + " has no broadcast invalidation");
        }
    }

    private void lock(Arguments in, boolean shared, boolean take, Span span) {
        Operand.Lock lock = in.lock(0);
        Step step = take ? new Step.Acquire(lock.slot(), shared) : new Step.Release(lock.slot(), shared);
        emit(step, span, (take ? "lock " : "unlock ") + lock.name() + (shared ? " read" : ""));
    }

    private void start(Arguments in, Span span) {
        if (!(in.operand(0) instanceof Operand.Space space)
                || thread.world().spaces.get(space.index()).started() < 0) {
            throw new LoweringException(Code.FORK, span, "only an address space that `forks` another can start");
        }
        World.SpaceInfo info = thread.world().spaces.get(space.index());
        emit(new Step.Assign(info.started(), Value.TRUE), span, "the child " + info.name() + " may run");
    }

    private void interrupt(Arguments in, Span span) {
        if (!(in.operand(0) instanceof Operand.Cpu cpu) || cpu.index() < 0) {
            throw new LoweringException(Code.NOT_STATIC, span, "the CPU must be known before the run");
        }
        thread.interrupts().send(thread, cpu.index(), (Call) in.expressions.get(1), in.environment, span);
    }

    /** Where a result goes; what nobody wants goes to a register all the same. */
    private int result(int slot) {
        return slot >= 0 ? slot : thread.code().register();
    }

    private void emit(Step step, Span span, String text) {
        thread.code().emit(step, span, text);
    }
}
