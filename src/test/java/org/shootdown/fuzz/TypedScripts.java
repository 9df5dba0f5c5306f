package org.shootdown.fuzz;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.shootdown.Corpus;
import org.shootdown.sema.Operation;
import org.shootdown.sema.Operations;
import org.shootdown.sema.Type;
import org.shootdown.syntax.Declaration;
import org.shootdown.syntax.Member;
import org.shootdown.syntax.ScriptParser;

/** Writes scenarios whose names and types fit, mostly: they get through the checker and are compiled. */
final class TypedScripts {

    private static final List<String> PROTS = List.of("none", "ro", "rw", "rx", "rwx");
    private static final List<Operation> OPERATIONS = List.copyOf(Operations.all());

    /** The kernels' procedures: names, with the types of their parameters. */
    private static final Map<String, List<String>> PROCEDURES = procedures();

    private final Random random;
    private final StringBuilder out = new StringBuilder();
    private boolean device;
    private boolean fork;

    private TypedScripts(Random random) {
        this.random = random;
    }

    static String script(Random random) {
        TypedScripts writer = new TypedScripts(random);
        writer.scenario();
        return writer.out.toString();
    }

    private void scenario() {
        device = random.nextInt(3) == 0;
        fork = random.nextInt(3) == 0;
        out.append("shootdown 1\n");
        if (random.nextInt(4) == 0) {
            out.append("patch p for linux_6_5 { override proc tlb_flush_mmu_tlbonly(range: pages) { } }\n");
        }
        out.append("/// A scenario.\nscenario s {\n");
        out.append("vary arch in ").append(one("x86_64", "arm64", "x86_64, arm64")).append('\n');
        out.append("vary kernel in ").append(one("linux_4_15", "linux_6_5", "linux_6_6, linux_4_15")).append('\n');
        out.append("vary n in ").append(random.nextInt(4)).append(", 5 where arch == arm64\n");
        out.append("mm m {\n page A = ").append(number()).append(attributes());
        out.append("\n page B").append(attributes()).append("\n}\n");
        out.append(fork ? "mm c forks m\n" : "");
        out.append(device ? "device gpu sva m { ats " + one("on", "off") + " pri " + one("on", "off") + " }\n" : "");
        out.append("var turn = ").append(number()).append("\nlocks gate\n");
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            out.append("thread T").append(i).append(place(i)).append(" {\n r = 0\n");
            block(3);
            out.append("}\n");
        }
        out.append("check ").append(one("page_lifetime", "coherence", "progress", "deadlock, coherence")).append('\n');
        out.append(one("never", "always", "exists", "final", "always final")).append(" q: ");
        out.append(one("T0.r == 1", "after T0 implies turn < 2", "not (T0.r >= turn) or T0.fault == SEGV", "turn == n"));
        out.append("\n}\n");
    }

    private String place(int thread) {
        if (device && thread == 1) {
            return " on gpu";
        }
        String space = fork && thread == 2 ? " in c" : fork ? " in m" : "";
        return " on cpu " + thread + space;
    }

    private String attributes() {
        StringBuilder text = new StringBuilder();
        text.append(random.nextInt(3) == 0 ? " vma " + draw(PROTS) : "");
        text.append(random.nextInt(3) == 0 ? " pte " + one("none", "ro") : "");
        return text.append(random.nextInt(4) == 0 ? one(" cow", " shared", " unmapped") : "").toString();
    }

    // ---- statements ---------------------------------------------------------------------------------------------

    private void block(int depth) {
        for (int n = random.nextInt(4); n >= 0; n--) {
            statement(depth);
            out.append('\n');
        }
    }

    private void statement(int depth) {
        int kind = random.nextInt(depth > 0 ? 14 : 8);
        switch (kind) {
            case 0 -> out.append("store ").append(page()).append(", ").append(value(Type.INT, depth));
            case 1 -> out.append("r = load ").append(page());
            case 2 -> out.append("r = ").append(value(Type.INT, depth));
            case 3 -> out.append("turn ").append(one("=", "+=", "-=")).append(' ').append(value(Type.INT, depth));
            case 4 -> procedure();
            case 5, 6 -> operation();
            case 7 -> out.append("let x").append(random.nextInt(1000)).append(" = ").append(value(anyType(), depth));
            case 8 -> nested("if " + value(Type.BOOL, 2), depth);
            case 9 -> nested("while r < 2 and " + value(Type.BOOL, 1), depth);
            case 10 -> {
                nested("try", depth);
                nested(" on fault", depth);
            }
            case 11 -> {
                nested("choose", depth);
                nested(" or", depth);
            }
            case 12 -> nested(one("atomic", "for p in pages_of(m)", "for p in A", "loop 2"), depth);
            default -> out.append("await ").append(value(Type.BOOL, 2));
        }
    }

    private void nested(String head, int depth) {
        out.append(head).append(" {\n");
        block(depth - 1);
        out.append('}');
    }

    private void operation() {
        Operation operation = draw(OPERATIONS);
        StringBuilder call = new StringBuilder(operation.name()).append('(');
        String between = "";
        for (Operation.Parameter parameter : operation.parameters()) {
            call.append(between).append(value(parameter.type(), 1));
            between = ", ";
        }
        out.append(operation.result() == Type.NOTHING ? "" : "let y" + random.nextInt(1000) + " = ");
        out.append(call).append(')');
    }

    private void procedure() {
        List<String> names = List.copyOf(PROCEDURES.keySet());
        String name = random.nextBoolean() ? one("munmap", "mprotect", "fork", "mmap") : draw(names);
        StringBuilder call = new StringBuilder(name).append('(');
        String between = "";
        for (String type : PROCEDURES.getOrDefault(name, List.of())) {
            call.append(between).append(value(Type.named(type).orElse(Type.INT), 1));
            between = ", ";
        }
        out.append(call).append(')');
    }

    // ---- values -------------------------------------------------------------------------------------------------

    private String value(Type type, int depth) {
        return switch (type) {
            case INT -> depth > 0 && random.nextBoolean()
                    ? value(Type.INT, depth - 1) + one(" + ", " - ", " * ") + value(Type.INT, 0)
                    : one("r", "turn", "n", number());
            case BOOL -> depth > 0 && random.nextBoolean()
                    ? "(" + value(Type.BOOL, depth - 1) + one(" and ", " or ", " implies ") + "not "
                            + value(Type.BOOL, 0) + ")"
                    : one("r == 1", "turn < n", "true", "pte_present(read_pte(A))", "arch == arm64");
            case PROT -> random.nextInt(4) == 0 ? "vma_prot(" + page() + ")" : draw(PROTS);
            case PTE -> one("empty_pte", "read_pte(A)", "mk_pte(zero_frame(), ro)", "pte_mkwrite(read_pte(B))");
            case FRAME -> one("zero_frame()", "pte_frame(read_pte(A))", "no_frame", "alloc_frame()");
            case PAGE -> page();
            case PAGES -> one("A", "B", "pages_of(m)");
            case MM -> fork ? one("m", "c", "mm_of(A)") : one("m", "mm_of(B)");
            case CPU -> "this_cpu()";
            case CPUS -> "mm_cpumask(m)";
            case DEVICE -> "gpu";
            case DEVICES -> "subscribers(m)";
            case LOCK -> one("gate", "ptl[A]", "mmap_lock[m]");
            case CALL -> one("flush_tlb_page(A)", "flush_tlb_func(B)");
            default -> number();
        };
    }

    private Type anyType() {
        return draw(List.of(Type.INT, Type.BOOL, Type.PTE, Type.FRAME, Type.PROT));
    }

    private String page() {
        return one("A", "B");
    }

    private String number() {
        return String.valueOf(random.nextInt(5));
    }

    private String one(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private <T> T draw(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static Map<String, List<String>> procedures() {
        Map<String, List<String>> found = new TreeMap<>();
        Corpus.LIBRARY.stream()
                .flatMap(f -> ScriptParser.parse(f).script().declarations().stream())
                .filter(d -> d instanceof Declaration.Library l && l.kind() == Declaration.LibraryKind.KERNEL)
                .flatMap(d -> ((Declaration.Library) d).members().stream())
                .forEach(m -> {
                    if (m instanceof Member.Procedure p) {
                        found.put(p.name().text(), p.parameters().stream()
                                .map(x -> x.type().text())
                                .toList());
                    }
                });
        return found;
    }
}
