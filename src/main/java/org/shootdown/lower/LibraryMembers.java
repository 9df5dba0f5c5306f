package org.shootdown.lower;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.sema.LibraryIndex;
import org.shootdown.syntax.Declaration.Library;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Member;

/** The state of the kernel and the drivers: their locks and variables, laid out when first used. */
final class LibraryMembers {

    private final World world;
    private final Map<Member, Integer> bases = new LinkedHashMap<>();

    LibraryMembers(World world) {
        this.world = world;
    }

    static Optional<Member.Locks> locks(List<Library> chain, String name) {
        return LibraryIndex.member(chain, Member.Locks.class, name);
    }

    static Optional<Member.Variable> variable(List<Library> chain, String name) {
        return LibraryIndex.member(chain, Member.Variable.class, name);
    }

    int slot(Member.Locks locks, Optional<Operand> index) {
        return base(locks, locks.index()) + position(index.map(this::ofTable));
    }

    /** The pages of a block, or of a run, are in one table, which has one lock. */
    private Operand ofTable(Operand index) {
        return index instanceof Operand.Page page
                ? new Operand.Page(world.blockOf(page.index())
                        .map(b -> world.blocks.get(b).pages().get(0))
                        .orElse(world.runs.pagesWith(page.index()).get(0)))
                : index;
    }

    int slot(Member.Variable variable, Optional<Operand> index) {
        return base(variable) + position(index);
    }

    /** The first slot of a variable. */
    int base(Member.Variable variable) {
        boolean fresh = !bases.containsKey(variable);
        int base = base(variable, variable.index());
        if (fresh) {
            for (int i = 0; i < count(variable.index()); i++) {
                world.layout.initial(base + i, initial(variable.initial(), i));
            }
        }
        return base;
    }

    /** How reports call one of them: {@code ptl(A)}. */
    String name(Member.Locks locks, Optional<Operand> index) {
        String base = locks.name().text();
        if (index.isEmpty()) {
            return base;
        }
        String of =
                index.get() instanceof Operand.Page p
                        ? world.blockOf(p.index())
                                .map(b -> world.blocks.get(b).name())
                                .or(() -> world.runs.nameOf(p.index()))
                                .orElse(world.pageName(p.index()))
                        : index.get() instanceof Operand.Space s
                                ? world.spaces.get(s.index()).name()
                                : index.get() instanceof Operand.Device d
                                        ? world.devices.get(d.index()).name()
                                        : String.valueOf(position(index));
        return base + "(" + of + ")";
    }

    private int base(Member member, Optional<Member.TypeName> index) {
        return bases.computeIfAbsent(
                member, m -> world.layout.memoryArray(m.name().text(), count(index)));
    }

    private int count(Optional<Member.TypeName> index) {
        return Math.max(1, index.map(t -> switch (t.text()) {
                    case "page" -> world.pages.size();
                    case "mm" -> world.spaces.size();
                    case "cpu" -> world.cpus.size();
                    case "device" -> world.devices.size();
                    default -> world.frames.size();
                })
                .orElse(1));
    }

    private static int position(Optional<Operand> index) {
        if (index.isEmpty()) {
            return 0;
        }
        if (index.get() instanceof Operand.Page page) {
            return page.index();
        }
        if (index.get() instanceof Operand.Space space) {
            return space.index();
        }
        if (index.get() instanceof Operand.Cpu cpu) {
            return Math.max(0, cpu.index());
        }
        return ((Operand.Device) index.get()).index();
    }

    /**
     * What a variable holds at the start; {@code initial_mappings} and {@code initially_exclusive} are of the frame, {@code
     * initially_loaded} is of the CPU.
     */
    private int initial(Expression expression, int index) {
        if (expression instanceof Expression.Number number) {
            return (int) number.value();
        }
        if (expression instanceof Expression.Truth truth) {
            return truth.value() ? 1 : 0;
        }
        if (expression instanceof Expression.Reference reference && reference.name().equals("initially_loaded")) {
            return index < world.cpus.size() ? world.loads.firstSpace(index) + 1 : 0;
        }
        if (expression instanceof Expression.Reference reference && index < world.frames.size()) {
            return switch (reference.name()) {
                case "initial_mappings" -> world.frames.get(index).mappings();
                case "initially_exclusive" -> world.frames.get(index).exclusive() ? 1 : 0;
                default -> 0;
            };
        }
        return 0;
    }
}
