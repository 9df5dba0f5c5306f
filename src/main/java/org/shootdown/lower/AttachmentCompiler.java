package org.shootdown.lower;

import java.util.LinkedHashSet;
import java.util.Optional;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.Step;
import org.shootdown.ir.Value;
import org.shootdown.sema.IoFormat;

/**
 * Compiles what attaches devices to domains and detaches them. It notes which devices and domains these are; while the
 * state has no place for that, the devices stay where they are declared.
 */
final class AttachmentCompiler {

    private final ThreadCompiler thread;

    AttachmentCompiler(ThreadCompiler thread) {
        this.thread = thread;
    }

    private Optional<DeviceInfo.Movable> movable(int device) {
        return Optional.ofNullable(thread.world().movables.get(device));
    }

    // ---- what is asked ------------------------------------------------------------------------------------------

    /** Whether the kernel's list of a domain has the device. */
    Value isIn(int device, int space, Span span) {
        requireDomain(device, span);
        return movable(device)
                .filter(m -> m.domains().contains(space))
                .map(m -> Value.equal(m.domain(), m.naming(space)))
                .orElseGet(() -> Value.truth(
                        movable(device).isEmpty() && thread.world().devices.get(device).table() == space));
    }

    Value isAttached(int device, Span span) {
        requireDomain(device, span);
        return movable(device)
                .map(m -> Value.differs(m.domain(), 0))
                .orElseGet(() -> Value.truth(true));
    }

    Value isAtsEnabled(int device) {
        boolean ats = thread.world().devices.get(device).switches().ats();
        return movable(device)
                .filter(m -> ats)
                .map(m -> Value.differs(m.enabled(), 0))
                .orElseGet(() -> Value.truth(ats));
    }

    // ---- steps --------------------------------------------------------------------------------------------------

    void list(int device, int space, Span span) {
        move(device, span);
        toDomain(device, space, span);
        movable(device).ifPresent(m -> thread.code()
                .emit(
                        new Step.Assign(m.domain(), Value.constant(m.naming(space))),
                        span,
                        "list " + name(device) + " in " + thread.world().spaces.get(space).name()));
    }

    void unlist(int device, Span span) {
        move(device, span);
        movable(device).ifPresent(m -> thread.code()
                .emit(new Step.Assign(m.domain(), Value.constant(0)), span, "list " + name(device) + " in no domain"));
    }

    void setContext(int device, int space, Span span) {
        move(device, span);
        toDomain(device, space, span);
        movable(device).ifPresent(m ->
                thread.code().emit(write(device, m.naming(space)), span, ""));
    }

    void clearContext(int device, Span span) {
        move(device, span);
        movable(device).ifPresent(m ->
                thread.code().emit(write(device, Hardware.Context.NONE), span, ""));
    }

    /** The PASID entry of a device that shares a page table: it leads there, or nowhere. */
    void writePasid(int device, boolean valid, Span span) {
        int table = sharedTable(device, span);
        thread.world().moved.computeIfAbsent(device, d -> new LinkedHashSet<>());
        movable(device)
                .ifPresent(m -> thread.code()
                        .emit(write(device, valid ? m.naming(table) : Hardware.Context.NONE), span, ""));
    }

    /** The page table that a device shares. */
    int sharedTable(int device, Span span) {
        DeviceInfo info = thread.world().devices.get(device);
        if (info.kind() != DeviceInfo.Kind.SHARING) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_ATTACHABLE,
                            thread.calledAt(span),
                            "`" + info.name() + "` shares no page table, and so has no PASID entry that leads to one")
                    .help("only a `device ... sva m` has; of a `device ... domain d` there are `set_context` and `clear_context`"));
        }
        return info.table();
    }

    private static Step write(int device, int entry) {
        return new Step.WriteContext(device, Step.ContextField.ALL, entry);
    }

    void switchAts(int device, boolean on, Span span) {
        move(device, span);
        if (!thread.world().devices.get(device).switches().ats()) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_ATTACHABLE,
                            thread.calledAt(span),
                            "`" + name(device) + "` has no ATS that could be enabled or disabled")
                    .help("write `if ats(d) { }` around it"));
        }
        movable(device).ifPresent(m -> thread.code().emit(new Step.SwitchAts(device, on), span, ""));
    }

    private String name(int device) {
        return thread.world().devices.get(device).name();
    }

    void move(int device, Span span) {
        requireDomain(device, span);
        requireTags(device, span);
        thread.world().moved.computeIfAbsent(device, d -> new LinkedHashSet<>());
    }

    /** What an IOTLB without tags holds of one domain would serve the next. */
    private void requireTags(int device, Span span) {
        World world = thread.world();
        String iommu = world.devices.get(device).iommu();
        world.compiledBy.add(iommu + ".tags_translations");
        if (!World.isOn(world.library.iommuRules(iommu), "tags_translations")) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_MODELLED,
                            thread.calledAt(span),
                            "the IOMMU `" + iommu + "` of `" + name(device) + "` does not tag its translations with domains, and "
                                    + "what becomes of them when a device goes from one to another is not modelled yet")
                    .help("leave it in its domain; an IOMMU of your own says `rule tags_translations = on`"));
        }
    }

    /** Only who was declared in a domain is attached and detached. */
    void requireDomain(int device, Span span) {
        DeviceInfo info = thread.world().devices.get(device);
        String what =
                switch (info.kind()) {
                    case ATTACHED -> "";
                    case SHARING -> "shares the page table of `" + spaceName(info.space()) + "`";
                    case MIRROR -> "has a page table of its own";
                    case VIRTUAL_MACHINE -> "is a virtual machine";
                };
        if (!what.isEmpty()) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_ATTACHABLE,
                            thread.calledAt(span),
                            "`" + info.name() + "` " + what + ", and is in no domain")
                    .help("only a `device ... domain d` is attached and detached"));
        }
    }

    private String spaceName(int space) {
        return thread.world().spaces.get(space).name();
    }

    void toDomain(int device, int space, Span span) {
        World world = thread.world();
        DeviceInfo info = world.devices.get(device);
        IoFormat now = world.spaces.get(info.table()).format().orElseThrow();
        IoFormat wanted = world.spaces.get(space).format().orElseThrow();
        boolean walks = wanted.iommus().stream()
                .anyMatch(i -> now.iommus().contains(i) && world.library.isIommu(info.iommu(), i));
        if (wanted != now && !walks) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_ATTACHABLE,
                            thread.calledAt(span),
                            "the IOMMU of `" + info.name() + "` does not walk tables of the format `" + wanted.word()
                                    + "`, which `" + spaceName(space) + "` has")
                    .help("`" + info.name() + "` can be in domains of the format `" + now.word() + "`"));
        }
        world.moved.get(device).add(space);
    }
}
