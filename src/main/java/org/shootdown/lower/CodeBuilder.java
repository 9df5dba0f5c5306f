package org.shootdown.lower;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.shootdown.diag.Span;
import org.shootdown.ir.Instruction;
import org.shootdown.ir.Step;
import org.shootdown.ir.ThreadCode;
import org.shootdown.ir.Value;

/** Collects the instructions of one thread and hands out its registers. */
final class CodeBuilder {

    /** A place in the code that jumps may lead to, known or not yet. */
    static final class Label {
        private int target = -1;
        private final List<Integer> jumps = new ArrayList<>();
    }

    private final StateLayout layout;
    private final int thread;
    private final String name;
    private final List<Instruction> code = new ArrayList<>();
    private final List<Integer> registers = new ArrayList<>();
    private final Deque<String> procedures = new ArrayDeque<>();
    private final Deque<Integer> beginnings = new ArrayDeque<>();
    private final List<ThreadCode.Inlined> inlined = new ArrayList<>();
    private final List<ThreadCode.FaultHandling> faults = new ArrayList<>();
    private int inUse;
    /** The most registers in use at a time since {@link #beginScope}. */
    private int highest;
    private int region;
    private int regions;
    /** Where the present region begins. */
    private int regionStart;

    CodeBuilder(StateLayout layout, int thread, String name) {
        this.layout = layout;
        this.thread = thread;
        this.name = name;
    }

    int thread() {
        return thread;
    }

    String name() {
        return name;
    }

    // ---- registers ----------------------------------------------------------------------------------------------

    /** A register for the time being. */
    int register() {
        if (inUse == registers.size()) {
            registers.add(layout.register(name + ".$" + inUse, 0, thread));
        }
        highest = Math.max(highest, inUse + 1);
        return registers.get(inUse++);
    }

    /** Begins code that may be left from its middle; yields what to give to {@link #endScope}. */
    int beginScope() {
        int outer = highest;
        highest = inUse;
        return outer;
    }

    /** Where all ways out of a scope meet: whatever register they had in use since the mark is forgotten. */
    void endScope(int mark, int outer, Span span) {
        inUse = highest;
        release(mark, span);
        highest = Math.max(outer, highest);
    }

    /** How many registers are in use, to give to {@link #release}. */
    int mark() {
        return inUse;
    }

    /** Gives back the registers taken since a mark, and makes the thread forget them. */
    void release(int mark, Span span) {
        forget(mark, span);
        inUse = Math.min(inUse, mark);
    }

    /** Makes the thread forget the registers taken since a mark, which the code that follows still uses. */
    void forget(int mark, Span span) {
        if (inUse > mark) {
            emit(new Step.Forget(List.copyOf(registers.subList(mark, inUse))), span, "");
        }
    }

    // ---- instructions -------------------------------------------------------------------------------------------

    int emit(Step step, Span span, String text) {
        return emit(step, span, text, weight(step));
    }

    int emit(Step step, Span span, String text, Instruction.Weight weight) {
        code.add(new Instruction(step, code.size() + 1, region, span, procedure(), text, weight));
        return code.size() - 1;
    }

    private Instruction.Weight weight(Step step) {
        if (step instanceof Step.Acquire || step instanceof Step.Release) {
            return Instruction.Weight.LOCKING;
        }
        // A read that the script itself makes is what it is about.
        boolean minor = step instanceof Step.ReadEntry && depth() > 0
                || step instanceof Step.Branch
                || step instanceof Step.Jump;
        return minor ? Instruction.Weight.MINOR : Instruction.Weight.ACTION;
    }

    /** Goes to a label. */
    void jump(Label label, Span span) {
        boolean back = label.target >= 0;
        int at = emit(new Step.Jump(back), span, "");
        link(label, at);
    }

    /** Goes to a label unless the condition holds. */
    void branchUnless(Value condition, Label label, Span span, String text) {
        link(label, emit(new Step.Branch(condition, -1), span, text));
    }

    /** An access that goes to a label if it faults. */
    int access(Step.Access access, Label onFault, Span span, String text) {
        int at = emit(access, span, text);
        link(onFault, at);
        return at;
    }

    /** An access goes on at the next instruction if nobody can be asked about its fault. */
    void refused(int access) {
        Instruction old = code.get(access);
        code.set(access, with(old, ((Step.Access) old.step()).refusedTo(code.size()), old.next()));
    }

    /** The index of the next instruction. */
    int position() {
        return code.size();
    }

    /** What has been emitted since a position handles a fault. */
    void handles(int page, int permission, int first) {
        faults.add(new ThreadCode.FaultHandling(page, permission, first, code.size()));
    }

    List<ThreadCode.FaultHandling> faults() {
        return faults;
    }

    void place(Label label) {
        label.target = code.size();
        label.jumps.forEach(j -> patch(j, label.target));
    }

    /** A choice, whose targets {@link #choose(int, List)} fills in. */
    int choice(List<String> told, Span span) {
        return emit(new Step.Choose(List.of(), told), span, "");
    }

    /** Goes on at any of the labels, all of which must be placed. */
    void choose(int at, List<Label> labels) {
        Instruction old = code.get(at);
        List<Integer> targets = labels.stream().map(l -> l.target).toList();
        List<String> told = ((Step.Choose) old.step()).told();
        code.set(at, with(old, new Step.Choose(targets, told), old.next()));
    }

    private void link(Label label, int at) {
        if (label.target >= 0) {
            patch(at, label.target);
        } else {
            label.jumps.add(at);
        }
    }

    private void patch(int at, int target) {
        Instruction old = code.get(at);
        if (old.step() instanceof Step.Branch branch) {
            code.set(at, with(old, new Step.Branch(branch.condition(), target), old.next()));
        } else if (old.step() instanceof Step.Access a) {
            code.set(at, with(old, a.faultingTo(target), old.next()));
        } else {
            code.set(at, with(old, old.step(), target));
        }
    }

    private static Instruction with(Instruction old, Step step, int next) {
        return new Instruction(
                step, next, old.region(), old.span(), old.procedure(), old.text(), old.weight());
    }

    // ---- regions and procedures ---------------------------------------------------------------------------------

    /** Begins an atomic region; yields what to give to {@link #endAtomic}. Regions inside a region are part of it. */
    int beginAtomic() {
        int outer = region;
        if (outer == 0) {
            region = ++regions;
            regionStart = code.size();
        }
        return outer;
    }

    /** Whether nothing of the present region has been emitted. */
    boolean isRegionEmpty() {
        return code.size() == regionStart;
    }

    /** Code outside the present region; yields what to give to {@link #endAtomic} when it is complete. */
    int leaveAtomic() {
        int inside = region;
        region = 0;
        return inside;
    }

    /** Begins an atomic region with the last instruction as its first; yields what to give to {@link #endAtomic}. */
    int continueLast() {
        int outer = beginAtomic();
        int at = code.size() - 1;
        Instruction last = code.get(at);
        if (last.region() == 0) {
            code.set(at, new Instruction(
                    last.step(), last.next(), region, last.span(), last.procedure(), last.text(), last.weight()));
        }
        return outer;
    }

    void endAtomic(int outer) {
        region = outer;
    }

    boolean isAtomic() {
        return region != 0;
    }

    void enter(String procedure) {
        procedures.push(procedure);
        beginnings.push(code.size());
    }

    /** Ends what {@link #enter} began; says where the procedure is declared and what its sources are. */
    void leave(String location, List<String> citations) {
        inlined.add(new ThreadCode.Inlined(
                procedures.pop(), location, citations, beginnings.pop(), code.size()));
    }

    List<ThreadCode.Inlined> inlined() {
        return inlined;
    }

    boolean isInside(String procedure) {
        return procedures.contains(procedure);
    }

    int depth() {
        return procedures.size();
    }

    private String procedure() {
        return Optional.ofNullable(procedures.peek()).orElse("");
    }

    /** How many instructions there are. */
    int size() {
        return code.size();
    }

    List<Instruction> code() {
        return code;
    }
}
