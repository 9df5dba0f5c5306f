package org.shootdown.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.shootdown.ir.Instruction;
import org.shootdown.ir.Step;
import org.shootdown.ir.Value;
import org.shootdown.machine.Machine;

/**
 * Finds, among the steps that timelines leave out, those without which they cannot be understood. A read of a page-table
 * entry is one if somebody else changes the entry, and then a step that is drawn uses what was read; what was read is
 * followed from register to register. A store that changes nothing is one if somebody else changes the entry later: then
 * it came too early.
 */
final class HiddenSteps {

    private final Machine machine;
    /** By slot: the reads that what is in it comes from. */
    private final Map<Integer, Set<Use>> bySlot = new HashMap<>();
    private final Set<Use> reads = new LinkedHashSet<>();
    /** Stores that have changed nothing. */
    private final Set<Use> idle = new LinkedHashSet<>();
    private final Set<Integer> telling = new LinkedHashSet<>();

    HiddenSteps(Machine machine) {
        this.machine = machine;
    }

    /** A read or a store; {@code step}: the index of its step in the trace. Two of them are never equal. */
    private static final class Use {
        private final int page;
        private final int actor;
        private final int step;
        private boolean outdated;

        private Use(int page, int actor, int step) {
            this.page = page;
            this.actor = actor;
            this.step = step;
        }

        /** Whether somebody else's transition changes the entry. */
        private boolean isChanged(Machine machine, int[] before, int[] after, int other) {
            return other != actor && machine.entry(before, page) != machine.entry(after, page);
        }
    }

    /** The indices of the steps that must be drawn. */
    Set<Integer> telling() {
        return telling;
    }

    /** An instruction is executed by an actor; {@code step}: the index in the trace of the step that it tells. */
    void executed(Instruction instruction, int actor, int step) {
        Set<Use> used = new LinkedHashSet<>();
        values(instruction.step()).forEach(v -> bySlot.forEach((slot, from) -> {
            if (!v.readsOnly(s -> s != slot)) {
                used.addAll(from);
            }
        }));
        if (instruction.weight() == Instruction.Weight.ACTION) {
            used.stream().filter(r -> r.outdated).forEach(r -> telling.add(r.step));
        }
        pass(instruction.step(), used, actor, step);
    }

    /** The store of an instruction has changed nothing. */
    void idle(Instruction instruction, int actor, int step) {
        Step store = instruction.step();
        if (store instanceof Step.WriteEntry write) {
            idle.add(new Use(write.page(), actor, step));
        } else if (store instanceof Step.ExchangeEntry exchange) {
            idle.add(new Use(exchange.page(), actor, step));
        } else if (store instanceof Step.CompareExchangeEntry exchange) {
            idle.add(new Use(exchange.page(), actor, step));
        }
    }

    /** A transition of an actor is over. */
    void moved(int[] before, int[] after, int actor) {
        reads.stream().filter(r -> r.isChanged(machine, before, after, actor)).forEach(r -> r.outdated = true);
        idle.stream()
                .filter(s -> s.isChanged(machine, before, after, actor))
                .forEach(s -> telling.add(s.step));
    }

    /** Keeps where a step puts what it computes. */
    private void pass(Step step, Set<Use> used, int actor, int at) {
        if (step instanceof Step.ReadEntry read) {
            Use made = new Use(read.page(), actor, at);
            reads.add(made);
            bySlot.put(read.slot(), Set.of(made));
        } else if (step instanceof Step.Assign assign) {
            bySlot.put(assign.slot(), used);
        } else if (step instanceof Step.AssignElement element) {
            for (int i = 0; i < element.count(); i++) {
                Set<Use> both = new LinkedHashSet<>(bySlot.getOrDefault(element.base() + i, Set.of()));
                both.addAll(used);
                bySlot.put(element.base() + i, both);
            }
        } else if (step instanceof Step.Forget forget) {
            forget.slots().forEach(bySlot::remove);
        } else if (step instanceof Step.ExchangeEntry exchange) {
            bySlot.remove(exchange.slot());
        } else if (step instanceof Step.CompareExchangeEntry exchange) {
            bySlot.remove(exchange.slot());
        } else if (step instanceof Step.AllocateFrame allocate) {
            bySlot.remove(allocate.slot());
        } else if (step instanceof Step.Access access) {
            bySlot.remove(access.slot());
        }
    }

    /** What a step computes from, other than to decide where to go on. */
    private static List<Value> values(Step step) {
        List<Value> values = new ArrayList<>();
        if (step instanceof Step.Assign assign) {
            values.add(assign.value());
        } else if (step instanceof Step.AssignElement element) {
            values.add(element.value());
        } else if (step instanceof Step.WriteEntry write) {
            values.add(write.entry());
        } else if (step instanceof Step.ExchangeEntry exchange) {
            values.add(exchange.entry());
        } else if (step instanceof Step.CompareExchangeEntry exchange) {
            values.addAll(List.of(exchange.expected(), exchange.entry()));
        } else if (step instanceof Step.GetFrame get) {
            values.add(get.frame());
        } else if (step instanceof Step.PutFrame put) {
            values.add(put.frame());
        } else if (step instanceof Step.FreeFrame free) {
            values.add(free.frame());
        } else if (step instanceof Step.CopyFrame copy) {
            values.addAll(List.of(copy.to(), copy.from()));
        } else if (step instanceof Step.Access access) {
            values.addAll(List.of(access.value(), access.expected()));
        }
        return values;
    }
}
