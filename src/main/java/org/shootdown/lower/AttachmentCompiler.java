package org.shootdown.lower;

import java.util.LinkedHashSet;
import java.util.Optional;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.Step;
import org.shootdown.ir.Value;
import org.shootdown.ir.Value.Operator;
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
                .map(m -> Value.binary(
                        Operator.EQUAL, new Value.Read(m.domain()), Value.constant(m.naming(space))))
                .orElseGet(() -> Value.truth(
                        movable(device).isEmpty() && thread.world().devices.get(device).table() == space));
    }

    Value isAttached(int device, Span span) {
        requireDomain(device, span);
        return movable(device)
                .map(m -> Value.binary(Operator.NOT_EQUAL, new Value.Read(m.domain()), Value.constant(0)))
                .orElseGet(() -> Value.truth(true));
    }

    Value isAtsEnabled(int device) {
        boolean ats = thread.world().devices.get(device).switches().ats();
        return movable(device)
                .filter(m -> ats)
                .map(m -> Value.binary(Operator.NOT_EQUAL, new Value.Read(m.enabled()), Value.constant(0)))
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
        thread.world().moved.computeIfAbsent(device, d -> new LinkedHashSet<>());
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
        if (wanted != now && (wanted.iommu().isEmpty() || !wanted.iommu().equals(now.iommu()))) {
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
