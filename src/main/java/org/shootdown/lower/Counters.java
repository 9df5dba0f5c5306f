package org.shootdown.lower;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.ir.CostKind;
import org.shootdown.ir.Instruction;
import org.shootdown.ir.Step;
import org.shootdown.ir.ThreadCode;
import org.shootdown.ir.Value;

/**
 * The counters that questions ask about. Only those are in the state, or states that differ in nothing else would
 * multiply. Where a counter is only compared with numbers, it counts to just beyond the largest of them: all higher
 * counts compare the same.
 */
final class Counters {

    /** How far a counter counts that is not only compared with numbers. */
    private static final int MOST = 1000;

    private final StateLayout layout;
    private final Map<CostKind, Integer> slots = new EnumMap<>(CostKind.class);
    private final Map<CostKind, Integer> highest = new EnumMap<>(CostKind.class);
    private final Map<CostKind, Boolean> open = new EnumMap<>(CostKind.class);

    Counters(StateLayout layout) {
        this.layout = layout;
    }

    /** A counter that is compared with a number. */
    Value compared(CostKind kind, int number) {
        highest.merge(kind, number, Math::max);
        return read(kind);
    }

    /** A counter whose every value matters. */
    Value every(CostKind kind) {
        open.put(kind, true);
        return read(kind);
    }

    private Value read(CostKind kind) {
        return new Value.Read(
                slots.computeIfAbsent(kind, k -> layout.shared(QuestionCompiler.COST + "." + k.word(), 0)));
    }

    /** The same threads, counting what is asked about. */
    List<ThreadCode> count(List<ThreadCode> threads) {
        return slots.isEmpty() ? threads : threads.stream().map(this::count).toList();
    }

    private ThreadCode count(ThreadCode thread) {
        List<Instruction> code = new ArrayList<>();
        for (Instruction i : thread.instructions()) {
            boolean counted = i.step() instanceof Step.Count count && slots.containsKey(count.kind());
            code.add(counted ? counting(i, ((Step.Count) i.step()).kind()) : i);
        }
        return new ThreadCode(
                thread.name(),
                thread.kind(),
                thread.column(),
                thread.cpu(),
                thread.counter(),
                thread.operation(),
                code,
                thread.inlined(),
                thread.faults(),
                thread.conflict());
    }

    private Instruction counting(Instruction i, CostKind kind) {
        boolean saturates = !open.containsKey(kind);
        int most = saturates ? Math.max(0, highest.get(kind)) + 1 : MOST;
        Step.Counter counter = new Step.Counter(slots.get(kind), most, saturates);
        return new Instruction(
                new Step.Count(kind, Optional.of(counter)),
                i.next(),
                i.region(),
                i.span(),
                i.procedure(),
                i.text(),
                i.weight());
    }
}
