package org.shootdown.ir;

import java.util.ArrayList;
import java.util.List;

/** Prints a program as text: the state, the hardware, and each thread's instructions with their sources. */
public final class IrPrinter {

    private final Program program;

    private IrPrinter(Program program) {
        this.program = program;
    }

    public static String print(Program program) {
        return new IrPrinter(program).print();
    }

    private String print() {
        StringBuilder out = new StringBuilder();
        out.append("state {\n");
        for (int i = 0; i < program.slots().size(); i++) {
            Program.Slot slot = program.slots().get(i);
            String initial = slot.initial() == Value.UNDEFINED ? "undefined" : String.valueOf(slot.initial());
            out.append(String.format("  %4d  %-24s = %s%n", i, slot.name(), initial));
        }
        out.append("}\n");
        for (Hardware.Page page : program.hardware().pages()) {
            if (page.size() > 1) {
                out.append("page ").append(page.name()).append(" size ").append(4L * page.size()).append("K\n");
            }
        }
        for (Runs.Run run : program.hardware().runs().runs()) {
            out.append("run ").append(run.name()).append(": ");
            out.append(String.join(" ", run.pages().stream().map(this::page).toList())).append('\n');
        }
        program.rules().forEach(r -> out.append("rule ").append(r.name()).append(" = ").append(r.value()).append('\n'));
        for (ThreadCode thread : program.threads()) {
            String kind = thread.kind().name().toLowerCase(java.util.Locale.ROOT);
            out.append(kind).append(" \"").append(thread.name()).append("\" {\n");
            for (int i = 0; i < thread.instructions().size(); i++) {
                instruction(out, i, thread.instructions().get(i));
            }
            out.append("}\n");
        }
        for (Program.Question question : program.questions()) {
            out.append("question ").append(question.name()).append(": ");
            out.append(question.quantifier().name().toLowerCase(java.util.Locale.ROOT));
            out.append(question.onFinal() ? " final " : " ").append(text(question.condition()));
            question.inapplicable().ifPresent(why -> out.append(" (n/a: ").append(why).append(')'));
            out.append('\n');
        }
        return out.toString();
    }

    private void instruction(StringBuilder out, int index, Instruction instruction) {
        String step = text(instruction.step());
        String next = instruction.next() == index + 1 || instruction.step() instanceof Step.Stop
                ? ""
                : "  -> " + instruction.next();
        String region = instruction.region() == 0 ? "" : "  atomic " + instruction.region();
        String source = instruction.span().location()
                + (instruction.procedure().isEmpty() ? "" : " " + instruction.procedure());
        out.append(String.format("  %4d  %-48s ; %s%n", index, step + next + region, source));
    }

    private String text(Step step) {
        if (step instanceof Step.Assign s) {
            return name(s.slot()) + " = " + text(s.value());
        }
        if (step instanceof Step.AssignElement s) {
            return element(s.base(), s.index()) + " = " + text(s.value());
        }
        if (step instanceof Step.Forget s) {
            return "forget " + String.join(", ", s.slots().stream().map(this::name).toList());
        }
        if (step instanceof Step.Branch s) {
            return "unless " + text(s.condition()) + " goto " + s.otherwise();
        }
        if (step instanceof Step.Jump s) {
            return s.back() ? "jump back" : "jump";
        }
        if (step instanceof Step.Choose s) {
            String told = String.join("", s.told());
            return "choose " + String.join(", ", s.targets().stream().map(String::valueOf).toList())
                    + (told.isEmpty() ? "" : " (" + told + ")");
        }
        if (step instanceof Step.Await s) {
            return "await " + text(s.condition());
        }
        if (step instanceof Step.Stop) {
            return "stop";
        }
        if (step instanceof Step.NotModelled) {
            return "not_modelled";
        }
        if (step instanceof Step.Acquire s) {
            return (s.shared() ? "read_lock " : "lock ") + name(s.slot());
        }
        if (step instanceof Step.Release s) {
            String locked = s.lockedInstruction() && !s.shared() ? ", locked" : "";
            return (s.shared() ? "read_unlock " : "unlock ") + name(s.slot()) + locked;
        }
        if (step instanceof Step.Count s) {
            return "count " + s.kind().word()
                    + s.counter()
                            .map(c -> " in " + name(c.slot()) + " up to " + c.most())
                            .orElse("");
        }
        if (step instanceof Step.Operation s) {
            return s.operation() == 0 ? "leave operation" : "enter operation " + s.operation();
        }
        return memory(step);
    }

    private String memory(Step step) {
        if (step instanceof Step.ReadEntry s) {
            return name(s.slot()) + " = read_pte " + page(s.page());
        }
        if (step instanceof Step.WriteEntry s) {
            return "set_pte " + page(s.page()) + ", " + text(s.entry());
        }
        if (step instanceof Step.ExchangeEntry s) {
            return name(s.slot()) + " = xchg_pte " + page(s.page()) + ", " + text(s.entry());
        }
        if (step instanceof Step.CompareExchangeEntry s) {
            return name(s.slot()) + " = cas_pte " + page(s.page()) + ", " + text(s.expected()) + ", "
                    + text(s.entry());
        }
        if (step instanceof Step.AllocateFrame s) {
            return name(s.slot()) + " = alloc_frame";
        }
        if (step instanceof Step.GetFrame s) {
            return "get_frame " + text(s.frame());
        }
        if (step instanceof Step.PutFrame s) {
            return "put_frame " + text(s.frame());
        }
        if (step instanceof Step.FreeFrame s) {
            return "free_frame " + text(s.frame());
        }
        if (step instanceof Step.CopyFrame s) {
            return "copy_frame " + text(s.to()) + ", " + text(s.from());
        }
        return levels(step);
    }

    private String levels(Step step) {
        if (step instanceof Step.ReadUpper s) {
            return name(s.slot()) + " = read_pmd " + block(s.block());
        }
        if (step instanceof Step.WriteUpper s) {
            return "set_pmd " + block(s.block()) + ", " + text(s.entry());
        }
        if (step instanceof Step.ExchangeUpper s) {
            return name(s.slot()) + " = xchg_pmd " + block(s.block()) + ", " + text(s.entry());
        }
        if (step instanceof Step.CompareExchangeUpper s) {
            return name(s.slot()) + " = cas_pmd " + block(s.block()) + ", " + text(s.expected()) + ", "
                    + text(s.entry());
        }
        if (step instanceof Step.AllocateTable s) {
            return name(s.slot()) + " = alloc_table " + block(s.block());
        }
        if (step instanceof Step.ReadTable s) {
            return name(s.slot()) + " = read_pte_in " + text(s.table()) + ", " + page(s.page());
        }
        if (step instanceof Step.WriteTable s) {
            return "set_pte_in " + text(s.table()) + ", " + page(s.page()) + ", " + text(s.entry());
        }
        return translations(step);
    }

    private String block(int block) {
        return program.hardware().levels().blocks().get(block).name();
    }

    private String region(int device, int region) {
        return program.hardware().devices().get(device).region().orElseThrow().regions().get(region).stream()
                .map(this::page)
                .collect(java.util.stream.Collectors.joining(" "));
    }

    private static String hint(Step.Hint hint) {
        return hint == Step.Hint.NONE ? "" : ", " + hint.name().toLowerCase(java.util.Locale.ROOT);
    }

    private String translations(Step step) {
        if (step instanceof Step.InvalidateLocal s) {
            return (s.walks() ? "invlpg cpu" : "invlpg_leaf cpu") + s.cpu() + ", " + page(s.page());
        }
        if (step instanceof Step.InvalidateBroadcast s) {
            return (s.local() ? "local_" : "") + (s.walks() ? "tlbi_walk " : "tlbi ") + page(s.page()) + hint(s.hint());
        }
        if (step instanceof Step.InvalidateBroadcastTag s) {
            return (s.local() ? "local_" : "") + "tlbi " + page(s.page()) + " tag " + text(s.tag()) + hint(s.hint());
        }
        if (step instanceof Step.InvalidateTag s) {
            return "invalidate cpu" + s.cpu() + (s.page() < 0 ? "" : ", " + page(s.page())) + " tag " + text(s.tag());
        }
        if (step instanceof Step.LoadSpace s) {
            String space = s.space() < 0 ? "no_mm" : program.hardware().tables().get(s.space()).name();
            return "load cpu" + s.cpu() + ", " + space + " tag " + text(s.tag()) + " keep " + text(s.keep());
        }
        if (step instanceof Step.Barrier s) {
            return "barrier " + s.kind().name().toLowerCase(java.util.Locale.ROOT);
        }
        if (step instanceof Step.QueueCommand s) {
            String target =
                    switch (s.kind()) {
                        case INVALIDATE_IOTLB, INVALIDATE_WALK, INVALIDATE_SMALL, INVALIDATE_LARGE, INVALIDATE_WALK_SMALL,
                                INVALIDATE_WALK_LARGE, INVALIDATE_ATC -> ", " + String.join(" ", s.pages().stream().map(this::page).toList());
                        case INVALIDATE_DOMAIN -> ", " + program.hardware().tables().get(s.target()).name();
                        case LOCK_REGION -> ", " + region(s.device(), s.target());
                        case INVALIDATE_WHOLE_ATC, INVALIDATE_CONTEXT, UNLOCK_REGION, FLUSH_REGION -> "";
                    };
            return s.kind().name().toLowerCase(java.util.Locale.ROOT) + " " + device(s.device()) + target;
        }
        if (step instanceof Step.WriteContext s) {
            String field = s.field() == Step.ContextField.ALL
                    ? ""
                    : "." + s.field().name().toLowerCase(java.util.Locale.ROOT);
            return "context " + device(s.device()) + field + " = " + s.value();
        }
        if (step instanceof Step.SwitchAts s) {
            return "ats " + device(s.device()) + (s.on() ? " on" : " off");
        }
        if (step instanceof Step.PageRequest s) {
            return "page_request " + device(s.device()) + ", " + page(s.page());
        }
        if (step instanceof Step.AwaitCommands s) {
            return "iommu_sync " + device(s.device());
        }
        Step.Access s = (Step.Access) step;
        String place = s.place().device() ? device(s.place().index()) : "cpu" + s.place().index();
        return (s.kind().reads() ? name(s.slot()) + " = " : "") + s.kind().word() + " " + place + ", " + page(s.page())
                + (s.kind() == Step.AccessKind.COMPARE_EXCHANGE ? ", " + text(s.expected()) : "")
                + (s.kind().writes() ? ", " + text(s.value()) : "") + " fault " + s.onFault()
                + (s.onRefusal() < 0 ? "" : " refused " + s.onRefusal());
    }

    private String text(Predicate predicate) {
        if (predicate instanceof Predicate.Negation negation) {
            return "not " + text(negation.operand());
        }
        if (predicate instanceof Predicate.Junction junction) {
            String word = junction.all() ? " and " : " or ";
            return "(" + String.join(word, junction.parts().stream().map(this::text).toList()) + ")";
        }
        if (predicate instanceof Predicate.OverTranslations over) {
            return (over.forAll() ? "forall " : "exists ") + name(over.entry()) + " in translations of "
                    + text(over.range()) + ": " + text(over.body());
        }
        return text((Value) predicate);
    }

    private String text(Predicate.Range range) {
        List<String> owners = new ArrayList<>();
        range.cpus().forEach(c -> owners.add(
                program.hardware().cpus().get(c).name()));
        range.devices().forEach(d -> owners.add(device(d)));
        return String.join(", ", owners);
    }

    private String text(Value value) {
        if (value instanceof Value.Constant constant) {
            return constant.value() == Value.UNDEFINED ? "undefined" : String.valueOf(constant.value());
        }
        if (value instanceof Value.Read read) {
            return name(read.slot());
        }
        if (value instanceof Value.Element element) {
            return element(element.base(), element.index());
        }
        if (value instanceof Value.Not not) {
            return "not " + text(not.operand());
        }
        Value.Binary binary = (Value.Binary) value;
        return "(" + text(binary.left()) + " " + binary.operator().symbol() + " " + text(binary.right()) + ")";
    }

    private String element(int base, Value index) {
        String first = name(base);
        return first.substring(0, Math.max(1, first.lastIndexOf('['))) + "[" + text(index) + "]";
    }

    private String name(int slot) {
        return slot < 0 ? "_" : program.slots().get(slot).name();
    }

    private String page(int page) {
        return program.hardware().pages().get(page).name();
    }

    private String device(int device) {
        List<Hardware.Device> devices = program.hardware().devices();
        return devices.get(device).name();
    }
}
