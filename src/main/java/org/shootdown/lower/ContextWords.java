package org.shootdown.lower;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.Step;
import org.shootdown.sema.IoFormat;

/**
 * Compiles what writes the entry of a device word by word, and what code asks of the words. It notes which devices these
 * are; while the state has no place for the fields, nothing is written.
 */
final class ContextWords {

    private final ThreadCompiler thread;
    private final AttachmentCompiler attachments;

    ContextWords(ThreadCompiler thread, AttachmentCompiler attachments) {
        this.thread = thread;
        this.attachments = attachments;
    }

    /** Where the fields of a device's entry lie. */
    IoFormat.Entry of(int device, Span span) {
        attachments.requireDomain(device, span);
        World world = thread.world();
        DeviceInfo info = world.devices.get(device);
        IoFormat format = world.spaces.get(info.table()).format().orElseThrow();
        return format.entry().orElseThrow(() -> notModelled(
                span,
                "the library does not know the words of an entry that leads to tables of the format `" + format.word() + "`",
                "write the entry as a whole, with `set_context` and `clear_context`"));
    }

    /** {@code space}: the domain whose table or tag is written; -1 for none. */
    void write(int device, Step.ContextField field, int space, Span span) {
        Optional<DeviceInfo.Movable> movable = worded(device, span);
        if (space >= 0) {
            attachments.toDomain(device, space, span);
        }
        movable.ifPresent(m -> emit(device, field, space < 0 ? 0 : m.naming(space), span));
    }

    /** The valid bit. */
    void write(int device, boolean valid, Span span) {
        worded(device, span).ifPresent(m -> emit(device, Step.ContextField.VALID, valid ? 1 : 0, span));
    }

    private Optional<DeviceInfo.Movable> worded(int device, Span span) {
        of(device, span);
        attachments.move(device, span);
        thread.world().worded.add(device);
        Optional<DeviceInfo.Movable> movable = Optional.ofNullable(thread.world().movables.get(device))
                .filter(DeviceInfo.Movable::isWorded);
        movable.ifPresent(m -> check(device, m, span));
        return movable;
    }

    private void emit(int device, Step.ContextField field, int value, Span span) {
        thread.code().emit(new Step.WriteContext(device, field, value), span, "");
    }

    /** One kind of entry, tables that have the same addresses, and no more of them than there are bits for. */
    private void check(int device, DeviceInfo.Movable movable, Span span) {
        World world = thread.world();
        String name = "`" + world.devices.get(device).name() + "`";
        if (movable.domains().size() > Hardware.Words.MOST_DOMAINS) {
            throw notModelled(
                    span,
                    "the entry of " + name + " is written word by word, and names " + movable.domains().size()
                            + " domains in the run",
                    "attach it to no more than " + Hardware.Words.MOST_DOMAINS + " domains");
        }
        Set<IoFormat> formats = movable.domains().stream()
                .map(d -> world.spaces.get(d).format().orElseThrow())
                .collect(Collectors.toSet());
        if (formats.size() > 1) {
            throw notModelled(
                    span,
                    "the entry of " + name + " is written word by word, and its words lie elsewhere for tables of another format",
                    "let all its domains have one format");
        }
        if (movable.domains().stream().map(this::addresses).distinct().count() > 1) {
            throw notModelled(
                    span,
                    "the entry of " + name + " is written word by word, and its domains do not have the same pages",
                    "declare the page that one lacks, `page X unmapped`");
        }
    }

    private Set<String> addresses(int space) {
        World world = thread.world();
        return IntStream.range(0, world.pages.size())
                .filter(p -> world.pages.get(p).space() == space)
                .mapToObj(p -> world.pages.get(p).name())
                .collect(Collectors.toSet());
    }

    private LoweringException notModelled(Span span, String sentence, String help) {
        return new LoweringException(
                Diagnostic.of(Code.NOT_MODELLED, thread.calledAt(span), sentence).help(help));
    }
}
