package org.shootdown.lower;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.Step;
import org.shootdown.ir.Value;

/**
 * Compiles what binds a device that shares a page table to another address space, by the same PASID. Its PASID entry then
 * names one of several tables; and what the IOTLB holds is tagged with the PASID, so that it serves whoever has that, or
 * with the process' own tag. It notes which devices these are; while the state has no place for that, they stay bound as
 * they are declared.
 */
final class BindingCompiler {

    /** The rule of IOMMUs that tag what they hold of processes with the PASID. */
    private static final String BY_PASID = "tags_by_pasid";

    private final ThreadCompiler thread;
    private final AttachmentCompiler attachments;

    BindingCompiler(ThreadCompiler thread, AttachmentCompiler attachments) {
        this.thread = thread;
        this.attachments = attachments;
    }

    private Optional<DeviceInfo.Movable> bindable(int device) {
        return Optional.ofNullable(thread.world().movables.get(device)).filter(DeviceInfo.Movable::bindable);
    }

    // ---- what is asked ------------------------------------------------------------------------------------------

    /** Whether a device is bound to an address space: always, if it is the only one to which it ever is. */
    Value isBound(int device, int space) {
        return bindable(device)
                .map(m -> Value.equal(m.domain(), m.naming(space)))
                .orElse(Value.TRUE);
    }

    /** The page by whose numbers the IOTLB keeps what it holds of a page's address. */
    int tagged(int device, int page) {
        World world = thread.world();
        boolean own = bindable(device).isEmpty() || !tagsByPasid(device);
        return own ? page : world.samePage(page, world.devices.get(device).table()).orElse(page);
    }

    private boolean tagsByPasid(int device) {
        World world = thread.world();
        String iommu = world.devices.get(device).iommu();
        world.compiledBy.add(iommu + "." + BY_PASID);
        return World.isOn(world.library.iommuRules(iommu), BY_PASID);
    }

    // ---- steps --------------------------------------------------------------------------------------------------

    /** The entry leads to the table of an address space; all of it is one store. */
    void write(int device, int space, Span span) {
        mayBind(device, space, span);
        bindable(device).ifPresent(m -> {
            int tag = tagsByPasid(device) ? thread.world().devices.get(device).table() : space;
            CodeBuilder code = thread.code();
            int outer = code.beginAtomic();
            code.emit(new Step.WriteContext(device, Step.ContextField.TAG, m.naming(tag)), span, "");
            code.emit(new Step.WriteContext(device, Step.ContextField.TABLE, m.naming(space)), span, "");
            code.emit(new Step.WriteContext(device, Step.ContextField.VALID, 1), span, "");
            code.endAtomic(outer);
        });
    }

    void bind(int device, int space, Span span) {
        mayBind(device, space, span);
        bindable(device).ifPresent(m -> set(m, device, m.naming(space), "to " + thread.world().spaces.get(space).name(), span));
    }

    void unbind(int device, Span span) {
        attachments.sharedTable(device, span);
        bindable(device).ifPresent(m -> set(m, device, 0, "to no process", span));
    }

    private void set(DeviceInfo.Movable movable, int device, int value, String whom, Span span) {
        String text = thread.world().devices.get(device).name() + " is bound " + whom;
        thread.code().emit(new Step.Assign(movable.domain(), Value.constant(value)), span, text);
    }

    /** All that is tagged with the PASID; or with the tag of the process to which the device is bound. */
    void invalidate(int device, Span span) {
        int table = attachments.sharedTable(device, span);
        Optional<DeviceInfo.Movable> movable = bindable(device);
        if (movable.isEmpty() || tagsByPasid(device)) {
            drop(device, table, span);
            return;
        }
        CodeBuilder code = thread.code();
        for (int space : movable.get().domains()) {
            CodeBuilder.Label other = new CodeBuilder.Label();
            code.branchUnless(isBound(device, space), other, span, "");
            drop(device, space, span);
            code.place(other);
        }
    }

    private void drop(int device, int space, Span span) {
        thread.code().emit(new Step.QueueCommand(device, Step.CommandKind.INVALIDATE_DOMAIN, space), span, "");
    }

    // ---- what is refused ----------------------------------------------------------------------------------------

    /** Notes that a device may come to be bound to an address space. */
    private void mayBind(int device, int space, Span span) {
        World world = thread.world();
        attachments.sharedTable(device, span);
        DeviceInfo info = world.devices.get(device);
        String name = "`" + info.name() + "`";
        if (info.switches().stall() || info.switches().btm()) {
            throw notModelled(
                    span,
                    name + " is bound to a process in the run, and has " + (info.switches().stall() ? "`stall`" : "`btm`"),
                    "leave that out; a device with page requests has `ats on  pri on  prq 2`");
        }
        if (info.switches().pri() && info.switches().prq() == 0) {
            throw notModelled(
                    span,
                    name + " is bound to a process in the run, and its page requests would be handled for the one that it is"
                            + " declared with",
                    "say how many the queue holds: `prq 2`");
        }
        world.moved.computeIfAbsent(device, d -> new LinkedHashSet<>()).add(space);
        world.worded.add(device);
        bindable(device).ifPresent(m -> check(m, name, span));
    }

    private void check(DeviceInfo.Movable movable, String name, Span span) {
        if (movable.domains().size() > Hardware.Words.MOST_DOMAINS) {
            throw notModelled(
                    span,
                    name + " is bound to " + movable.domains().size() + " processes in the run",
                    "bind it to no more than " + Hardware.Words.MOST_DOMAINS);
        }
        if (movable.domains().stream().map(this::addresses).distinct().count() > 1) {
            throw notModelled(
                    span,
                    name + " is bound to processes that do not have the same pages",
                    "declare the page that one lacks, `page A unmapped`");
        }
    }

    private Set<String> addresses(int space) {
        World world = thread.world();
        return world.pagesOf(space).stream().map(p -> world.pages.get(p).name()).collect(Collectors.toSet());
    }

    private LoweringException notModelled(Span span, String sentence, String help) {
        return new LoweringException(Diagnostic.of(
                        Code.NOT_MODELLED, thread.calledAt(span), sentence + ": that is not modelled")
                .help(help));
    }
}
