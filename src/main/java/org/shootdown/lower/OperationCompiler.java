package org.shootdown.lower;

import java.util.ArrayList;
import java.util.List;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.ir.CostKind;
import org.shootdown.ir.Step;
import org.shootdown.ir.Value;
import org.shootdown.sema.Constants;
import org.shootdown.sema.Operation;
import org.shootdown.sema.Operations;
import org.shootdown.sema.Type;
import org.shootdown.syntax.Expression.Call;

/** Compiles the operations of the machine: one lowering for each row of {@link Operations}. */
final class OperationCompiler {

    private final ThreadCompiler thread;
    private final LookUps lookUps;

    OperationCompiler(ThreadCompiler thread) {
        this.thread = thread;
        this.lookUps = new LookUps(thread);
    }

    /** Compiles an operation whose result, if it has one, goes to a slot. */
    Operand compile(Operation operation, Call call, int slot, Environment environment) {
        return switch (operation.kind()) {
            case FUNCTION -> Operand.of(function(operation.name(), call, environment));
            case LOOKUP -> lookUps.of(operation.name(), call, new Arguments(thread, call, environment));
            case STEP -> {
                step(operation.name(), call, new Arguments(thread, call, environment), slot);
                yield Operand.of(slot < 0 ? Value.constant(0) : new Value.Read(slot));
            }
            case ACCESS -> {
                Arguments in = new Arguments(thread, call, environment);
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

    // ---- functions ----------------------------------------------------------------------------------------------

    private Value function(String name, Call call, Environment environment) {
        Operation operation = Operations.named(name).orElseThrow();
        Arguments in = new Arguments(thread, call, environment);
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < call.arguments().size(); i++) {
            boolean page = operation.parameters().get(i).type() == Type.PAGE;
            values.add(page ? Value.constant(in.page(i)) : in.value(i));
        }
        return Functions.of(name, values, thread.world());
    }

    // ---- steps --------------------------------------------------------------------------------------------------

    private void step(String name, Call call, Arguments in, int slot) {
        Span span = call.span();
        if (RequestCompiler.isOne(name)) {
            new RequestCompiler(thread).step(name, call, in, slot);
            return;
        }
        switch (name) {
            case "read_pte" -> emit(new Step.ReadEntry(result(slot), in.page(0)), span, "");
            case "set_pte" -> emit(new Step.WriteEntry(in.page(0), in.value(1)), span, "");
            case "xchg_pte" -> emit(new Step.ExchangeEntry(result(slot), in.page(0), in.value(1)), span, "");
            case "cas_pte" -> emit(
                    new Step.CompareExchangeEntry(result(slot), in.page(0), in.value(1), in.value(2)), span, "");
            case "ipte", "ipte_local", "crdte", "cspg", "idte", "idte_local", "ptlb", "csp", "load_asce" ->
                new PurgeCompiler(thread).compile(name, in, slot, span);
            case "idte_pmd", "idte_pmd_local", "csp_pmd" ->
                new PurgeCompiler(thread).upper(name, in.page(0), block(in, 0, span), slot, span);
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
            case "not_modelled" -> emit(new Step.NotModelled(""), span, "");
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
            case "whole_leaf" -> lookUps.wholeLeaf(in, call);
            case "ipi_send" -> interrupt(in, span);
            case "local_irq_disable" -> thread.interrupts().disable(thread, true, span);
            case "local_irq_enable" -> thread.interrupts().disable(thread, false, span);
            case "ipi_wait" -> thread.interrupts().await(thread, span);
            case "domain_add_device" -> thread.attachments().list(in.device(1), lookUps.space(in, 0, call), span);
            case "domain_remove_device" -> thread.attachments().unlist(in.device(1), span);
            case "set_context" -> thread.attachments().setContext(in.device(0), lookUps.space(in, 1, call), span);
            case "clear_context" -> thread.attachments().clearContext(in.device(0), span);
            case "set_pasid_entry" -> thread.attachments().writePasid(in.device(0), true, span);
            case "clear_pasid_entry" -> thread.attachments().writePasid(in.device(0), false, span);
            case "set_pasid_table" -> thread.bindings().write(in.device(0), lookUps.space(in, 1, call), span);
            case "pasid_array_store" -> thread.bindings().bind(in.device(0), lookUps.space(in, 1, call), span);
            case "pasid_array_erase" -> thread.bindings().unbind(in.device(0), span);
            case "iotlb_invalidate_pasid" -> {
                thread.bindings().invalidate(in.device(0), span);
                count(CostKind.IOTLB, span);
            }
            case "prq_drain" -> thread.requests().drain(thread, in.device(0), span);
            case "set_context_valid" -> thread.entryWords().write(in.device(0), true, span);
            case "clear_context_valid" -> thread.entryWords().write(in.device(0), false, span);
            case "set_context_table", "clear_context_table", "set_context_tag", "clear_context_tag" -> {
                Step.ContextField field =
                        name.endsWith("table") ? Step.ContextField.TABLE : Step.ContextField.TAG;
                int space = name.startsWith("set") ? lookUps.space(in, 1, call) : -1;
                thread.entryWords().write(in.device(0), field, space, span);
            }
            case "pci_enable_ats" -> thread.attachments().switchAts(in.device(0), true, span);
            case "pci_disable_ats" -> thread.attachments().switchAts(in.device(0), false, span);
            case "iotlb_invalidate_domain" -> {
                Step.CommandKind kind = Step.CommandKind.INVALIDATE_DOMAIN;
                emit(new Step.QueueCommand(in.device(0), kind, lookUps.space(in, 1, call)), span, "");
                count(CostKind.IOTLB, span);
            }
            case "cpumask_set_cpu", "__cpumask_set_cpu", "cpumask_clear_cpu" ->
                new LoadCompiler(thread).mask(name, LookUps.cpu(in, call), lookUps.space(in, 1, call), span);
            case "write_cr3", "write_ttbr0", "write_satp" ->
                new LoadCompiler(thread).load(name, lookUps.space(in, 0, call), in, span);
            case "load_init_mm" -> new LoadCompiler(thread).loadNone(span);
            case "mtspr_pid" -> new LoadCompiler(thread)
                    .loadOwn(name, BroadcastCompiler.space(in.operand(0), span), "PID", span);
            case "tlbi_asid" -> new LoadCompiler(thread).broadcast(in, span);
            case "tlbi_vmalle1", "sfence_vma_all", "sfence_vma_asid", "sfence_vma_all_asid" -> new LoadCompiler(thread).local(name, in, span);
            case "iotlb_invalidate_ttl" -> queue(
                    in,
                    lookUps.isLarge(in, call) ? Step.CommandKind.INVALIDATE_LARGE : Step.CommandKind.INVALIDATE_SMALL,
                    CostKind.IOTLB,
                    span);
            case "iotlb_flush_walk_ttl" -> queue(
                    in,
                    lookUps.isLarge(in, call) ? Step.CommandKind.INVALIDATE_WALK_LARGE : Step.CommandKind.INVALIDATE_WALK_SMALL,
                    CostKind.IOTLB,
                    span);
            default -> translations(name, in, call, span);
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

    private void translations(String name, Arguments in, Call call, Span span) {
        switch (name) {
            case "invlpg", "invept", "sfence_vma", "rdp" -> {
                boolean resets = name.equals("rdp");
                if (resets) {
                    requireRule("resets_protection", "no instruction that resets the protection of an entry", span);
                }
                if (name.equals("sfence_vma") && thread.world().loads.areOn()) {
                    new LoadCompiler(thread).everyTag(in.page(0), name, span);
                    return;
                }
                // A CPU that runs none of the scenario's threads has no translations to lose.
                if (thread.cpu() >= 0) {
                    String text = name.replace('_', '.') + " " + thread.world().pageName(in.page(0));
                    emit(new Step.InvalidateLocal(thread.cpu(), in.page(0), !resets), span, text);
                    count(CostKind.TLBI, span);
                }
            }
            case "tlbi", "tlbi_vae1is", "tlbi_vale1", "tlbi_vae1", "tlbi_level", "tlbi_vae1is_level", "tlbi_aside1is",
                    "tlbi_rvale1is", "tlbi_rvae1is", "tlbie", "tlbiel", "tlbie_size", "tlbiel_size", "tlbie_pid",
                    "tlbiel_pid", "tlbie_pid_pwc", "tlbiel_pid_pwc", "tlbie_pid_all", "tlbiel_pid_all", "invlpgb" ->
                    new BroadcastCompiler(thread).compile(name, in, call, span);
            case "smp_mb" -> barrier(Step.BarrierKind.MEMORY, "smp_mb", span);
            case "borrow_mm" -> borrow(true, span);
            case "use_mm" -> borrow(false, span);
            case "dma_wmb" -> barrier(Step.BarrierKind.DEVICE_STORES, "dma_wmb", span);
            case "dsb_ishst" -> barrier(Step.BarrierKind.STORES, "dsb ishst", span);
            case "dsb_ish" -> barrier(Step.BarrierKind.FULL, "dsb ish", span);
            case "dsb_nshst" -> barrier(Step.BarrierKind.STORES_HERE, "dsb nshst", span);
            case "dsb_nsh" -> barrier(Step.BarrierKind.HERE, "dsb nsh", span);
            case "ptesync" -> barrier(Step.BarrierKind.OWN, "ptesync", span);
            case "tlbsync" -> barrier(
                    Step.BarrierKind.FULL,
                    thread.world().library.isArch("x86_64") ? "TLBSYNC" : "eieio, tlbsync, ptesync",
                    span);
            case "isb" -> {
                thread.world().compiledBy.add("arch.isb_synchronises_context");
                if (World.isOn(thread.world().library.archRules(), "isb_synchronises_context")) {
                    barrier(Step.BarrierKind.CONTEXT, "isb", span);
                }
            }
            case "iotlb_invalidate" -> queue(in, Step.CommandKind.INVALIDATE_IOTLB, CostKind.IOTLB, span);
            case "iotlb_flush_walk" -> queue(in, Step.CommandKind.INVALIDATE_WALK, CostKind.IOTLB, span);
            case "iotlb_invalidate_range" -> queueRange(in, Step.CommandKind.INVALIDATE_IOTLB, CostKind.IOTLB, span);
            case "iotlb_flush_walk_range" -> queueRange(in, Step.CommandKind.INVALIDATE_WALK, CostKind.IOTLB, span);
            case "atc_invalidate_range" -> queueRange(in, Step.CommandKind.INVALIDATE_ATC, CostKind.ATC, span);
            case "mmu_block" -> new RegionCompiler(thread).block(in.device(0), span);
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

    /** Between the two the CPU goes on with the address space and uses none of its translations. */
    private void borrow(boolean begins, Span span) {
        if (thread.cpu() < 0) {
            throw new LoweringException(
                    Code.ACCESS_OUTSIDE, thread.calledAt(span), "thread `" + thread.name() + "` runs on no CPU that has an address space");
        }
        World world = thread.world();
        String cpu = world.cpuName(thread.cpu());
        int slot = world.borrows.computeIfAbsent(thread.cpu(), c -> world.layout.watcher("borrows." + cpu));
        emit(new Step.Assign(slot, Value.truth(begins)), span, cpu + (begins ? " only borrows the mm" : " uses the mm"));
    }

    private void barrier(Step.BarrierKind kind, String text, Span span) {
        emit(new Step.Barrier(kind), span, text);
        count(CostKind.BARRIER, span);
    }

    private void queue(Arguments in, Step.CommandKind command, CostKind kind, Span span) {
        int page = thread.bindings().tagged(in.device(0), in.page(1));
        emit(new Step.QueueCommand(in.device(0), command, page), span, "");
        count(kind, span);
    }

    private void queueRange(Arguments in, Step.CommandKind command, CostKind kind, Span span) {
        int device = in.device(0);
        int pages = thread.world().pages.size();
        if (pages > Step.QueueCommand.MOST_PAGES) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_MODELLED,
                            thread.calledAt(span),
                            "commands for a range, in a scenario of more than " + Step.QueueCommand.MOST_PAGES
                                    + " pages, are not modelled yet")
                    .help("`iotlb_invalidate` and `atc_invalidate` take one page each"));
        }
        int set = 0;
        for (int page : RegionCompiler.pages(in.operand(1), span)) {
            set |= 1 << thread.bindings().tagged(device, page);
        }
        if (set != 0) {
            emit(new Step.QueueCommand(device, command, set, true), span, "");
            count(kind, span);
        }
    }

    private void count(CostKind kind, Span span) {
        emit(new Step.Count(kind), span, "");
    }

    /** {@code lack}: what an architecture without the rule has not. */
    private void requireRule(String rule, String lack, Span span) {
        requireRule(thread.world(), rule, lack, span);
    }

    static void requireRule(World world, String rule, String lack, Span span) {
        world.compiledBy.add("arch." + rule);
        if (!World.isOn(world.library.archRules(), rule)) {
            throw new LoweringException(
                    Code.NO_BROADCAST, span, "the architecture " + world.library.arch() + " has " + lack);
        }
    }

    private void lock(Arguments in, boolean shared, boolean take, Span span) {
        Operand.Lock lock = in.lock(0);
        boolean lockedInstruction = shared || lock.kind().isReleasedByLockedInstruction();
        Step step = take ? new Step.Acquire(lock.slot(), shared) : new Step.Release(lock.slot(), shared, lockedInstruction);
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
        thread.interrupts().send(thread, cpu.index(), (Call) in.expression(1), in.environment(), span);
    }

    /** Where a result goes; what nobody wants goes to a register all the same. */
    private int result(int slot) {
        return slot >= 0 ? slot : thread.code().register();
    }

    private void emit(Step step, Span span, String text) {
        thread.code().emit(step, span, text);
    }
}
