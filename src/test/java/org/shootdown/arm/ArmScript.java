package org.shootdown.arm;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.shootdown.RunOptions;
import org.shootdown.Shootdown;
import org.shootdown.arm.ArmProgram.Kind;
import org.shootdown.arm.ArmProgram.Op;
import org.shootdown.diag.SourceFile;
import org.shootdown.engine.Engine;
import org.shootdown.engine.Exploration;
import org.shootdown.engine.Limits;
import org.shootdown.ir.Program;
import org.shootdown.ir.Value;
import org.shootdown.sema.Assumption;

/**
 * A program as a scenario of our language, run on our machine. No kernel handles its faults: they end their thread. What
 * two translations at once may come to besides the one and the other the rules that we are held against do not say.
 */
final class ArmScript {

    private static final String HEAD =
            """
            shootdown 1
            kernel bare {
                proc page_fault(a: page, write: bool, instruction: bool) -> int { return SEGV }
            }
            arch without_conflicts extends arm64 {
                rule conflict_aborts = off
                rule conflict_mixes = off
            }
            scenario program {
                vary arch in without_conflicts
                vary kernel in bare
                frame f = 1
                frame g = 2
                frame h = 0
                mm m { page A %s   page B vma rw pte rw frame h }
                mm o { page F vma rw pte rw frame f   page G vma rw pte rw frame g   page H vma rw pte rw frame h }
                var done = 0
            """;

    private final ArmProgram program;

    ArmScript(ArmProgram program) {
        this.program = program;
    }

    String text() {
        StringBuilder text = new StringBuilder(String.format(HEAD, attributes(program.initial())));
        for (int t = 0; t < program.threads().size(); t++) {
            text.append("    thread T").append(t).append(" on cpu ").append(t).append(" in m {\n        try {\n");
            List<Op> ops = program.threads().get(t);
            for (int k = 0; k < ops.size(); k++) {
                text.append("            ").append(statement(ops.get(k), k)).append('\n');
            }
            text.append("        } on fault { }\n        done += 1\n    }\n");
        }
        return text.append("    thread Z on cpu 9 in o {\n        await done == ")
                .append(program.threads().size())
                .append("\n        e = read_pte(m.A) == empty_pte\n        w = pte_write(read_pte(m.A))\n")
                .append("        q = pte_frame(read_pte(m.A)) == g\n")
                .append("        c0 = load F   c1 = load G   c2 = load H\n    }\n    check deadlock\n}\n")
                .toString();
    }

    private static String attributes(int entry) {
        return ArmProgram.valid(entry)
                ? "vma rw pte " + (ArmProgram.writable(entry) ? "rw" : "ro") + " frame " + "fgh".charAt(ArmProgram.frame(entry))
                : "unmapped";
    }

    private static String statement(Op op, int k) {
        char page = "AB".charAt(op.page());
        return switch (op.kind()) {
            case LOAD -> "r" + k + " = load m." + page;
            case STORE -> "store m." + page + ", " + op.value() + "   r" + k + " = 1";
            case SET_PTE -> "set_pte m.A, " + entry(op.value());
            case TLBI -> "tlbi m.A";
            case TLBI_LOCAL -> "tlbi_vale1 m.A";
            case DMB -> "smp_mb()";
            case DSB_ISH -> "dsb_ish()";
            case DSB_ISHST -> "dsb_ishst()";
            case ISB -> "isb()";
        };
    }

    private static String entry(int entry) {
        return ArmProgram.valid(entry)
                ? "mk_pte(" + "fgh".charAt(ArmProgram.frame(entry)) + ", " + (ArmProgram.writable(entry) ? "rw" : "ro") + ")"
                : "empty_pte";
    }

    /** How its runs may end, in the words of {@link ExactArm#outcomes}. */
    Set<String> outcomes(Engine engine, List<Assumption> assumptions) {
        Shootdown loaded = Shootdown.load(List.of(SourceFile.of("program.mmsc", text())));
        if (loaded.hasErrors()) {
            throw new IllegalStateException(text() + loaded.diagnostics());
        }
        var scenario = loaded.scenarios().get(0);
        Program compiled = loaded.compile(
                scenario, loaded.cells(scenario, RunOptions.standard()).get(0), assumptions);
        Exploration exploration = engine.explore(compiled, new Limits(2_000_000, 2L << 30, 60_000));
        if (exploration.bound().isPresent()) {
            throw new IllegalStateException(text() + exploration.bound().get());
        }
        Set<String> outcomes = new TreeSet<>();
        for (List<Integer> values : exploration.outcomes()) {
            outcomes.add(outcome(exploration.registers(), values));
        }
        return outcomes;
    }

    private String outcome(List<String> names, List<Integer> values) {
        StringBuilder text = new StringBuilder();
        for (int t = 0; t < program.threads().size(); t++) {
            boolean made = true;
            List<Op> ops = program.threads().get(t);
            for (int k = 0; k < ops.size(); k++) {
                Op op = ops.get(k);
                int at = names.indexOf("T" + t + ".r" + k);
                made &= !op.kind().isAccess() || values.get(at) != Value.UNDEFINED;
                text.append(!made ? "x" : op.kind() == Kind.LOAD ? values.get(at) : "-").append(' ');
            }
            text.append("| ");
        }
        int[] memory = new int[3];
        for (int i = 0; i < memory.length; i++) {
            memory[i] = values.get(names.indexOf("Z.c" + i));
        }
        boolean empty = values.get(names.indexOf("Z.e")) != 0;
        int entry = empty
                ? ArmProgram.INVALID
                : ArmProgram.entry(values.get(names.indexOf("Z.q")), values.get(names.indexOf("Z.w")) != 0);
        return text + java.util.Arrays.toString(memory) + " " + entry;
    }
}
