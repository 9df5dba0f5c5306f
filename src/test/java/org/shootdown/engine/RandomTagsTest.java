package org.shootdown.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Small random scenarios in which a CPU goes from one address space to another, with tags that it may have used before and
 * flushes that it may leave out: both engines give the same verdicts, the same final states and the same translations.
 */
class RandomTagsTest {

    private static final Limits LIMITS = new Limits(60_000, 1L << 30, 60_000);

    private static final List<String> ARCHITECTURES = List.of("x86_64", "arm64", "riscv64", "s390_zec12", "ppc64_radix");

    /** Each takes a fresh number. */
    private static final List<String> STEPS = List.of(
            "set_pte m.A, empty_pte",
            "o%d = xchg_pte(m.A, empty_pte)",
            "set_pte m.A, mk_pte(g, rw)",
            "set_pte m.A, pte_wrprotect(read_pte(m.A))",
            "set_pte m.A, pte_mkold(mk_pte(f, rw))",
            "set_pte n.A, mk_pte(g, ro)",
            "set_pte n.A, empty_pte",
            "set_pte n.A, mk_pte(f, rw)",
            "let b%1$d = read_pte(m.A)   if pte_present(b%1$d) { put_frame pte_frame(b%1$d) }",
            "put_frame f",
            "ran = %d",
            "dsb_ishst()",
            "isb()");

    /** What IBM Z has. */
    private static final List<String> PURGES = List.of(
            "idte SPACE", "ipte PAGE", "ipte_local PAGE", "idte_local SPACE", "ptlb()", "crdte PAGE, read_pte(PAGE), mk_pte(g, ro)");

    /** What Power has. */
    private static final List<String> FLUSHES = List.of(
            "ptesync()   tlbie PAGE   tlbsync()", "tlbiel PAGE   ptesync()", "smp_mb()   tlbiel PAGE", "tlbiel_pid SPACE   ptesync()",
            "tlbie PAGE", "tlbie_pid SPACE   tlbsync()");

    /** A load of an address space, with a tag and a flag. */
    private static String load(String arch, String space, int tag, boolean keep) {
        return switch (arch) {
            case "x86_64" -> "write_cr3 " + space + ", " + tag + ", " + keep;
            case "arm64" -> "write_ttbr0 " + space + ", " + tag;
            case "s390_zec12" -> "load_asce " + space;
            case "ppc64_radix" -> "mtspr_pid " + space;
            default -> "write_satp " + space + ", " + tag;
        };
    }

    private static String invalidate(String arch, int tag, boolean m) {
        String page = m ? "m.A" : "n.A";
        return switch (arch) {
            case "x86_64" -> "invlpg " + page;
            case "s390_zec12" -> PURGES.get(tag + (m ? 0 : 3)).replace("PAGE", page).replace("SPACE", m ? "m" : "n");
            case "ppc64_radix" -> FLUSHES.get(tag + (m ? 0 : 3)).replace("PAGE", page).replace("SPACE", m ? "m" : "n");
            case "arm64" -> tag == 2 ? "tlbi_vmalle1()" : "tlbi_asid " + page + ", " + tag + "   dsb_ish()";
            default -> tag == 2 ? "sfence_vma " + page : tag == 1 ? "sfence_vma_asid " + page + ", 1" : "sfence_vma_all()";
        };
    }

    @Test
    void bothEnginesAgree() {
        Set<String> seen = RandomScenarios.agree("tags", 30, LIMITS, RandomTagsTest::script);
        for (String question : List.of("page_lifetime", "coherence", "live", "mixed", "aborted")) {
            assertTrue(seen.containsAll(List.of(question + " HOLDS", question + " VIOLATED")), seen.toString());
        }
    }

    private static String script(Random random) {
        String arch = ARCHITECTURES.get(random.nextInt(ARCHITECTURES.size()));
        StringBuilder text = new StringBuilder("shootdown 1\n")
                .append("kernel bare extends linux_6_6 {\n    override proc page_fault(")
                .append("a: page, write: bool, instruction: bool) -> int { return SEGV }\n}\n")
                .append("arch some extends ")
                .append(arch)
                .append(" {\n    rule tagged_translations = ")
                .append(random.nextInt(4) == 0 ? "off\n" : "on\n")
                .append("    rule rewalks_on_permission_fault = ")
                .append(random.nextBoolean() ? "on\n" : "off\n")
                .append("    rule caches_invalid_entries = ")
                .append(random.nextInt(3) == 0 ? "on\n" : "off\n")
                .append(conflicts(random))
                .append("}\nscenario random {\n    vary arch in some\n    vary kernel in bare\n")
                .append("    frame f = 1\n    frame g = 2\n")
                .append("    mm m { page A frame f shared ").append(word(random)).append(" }\n    mm n { page ")
                .append(random.nextInt(4) == 0 ? "B = 3" : "A frame g shared " + word(random) + "   page B = 3")
                .append(" }\n    var ran = 0\n");
        boolean both = text.indexOf("page B = 3 }") < 0 || text.indexOf("page A frame g") > 0;
        loader(text, arch, random, both);
        text.append("    thread T on cpu 0 in m {\n");
        if (random.nextInt(3) == 0) {
            text.append("        ").append(load(arch, "m", random.nextInt(2), true)).append('\n');
        }
        for (int step = 1 + random.nextInt(3); step > 0; step--) {
            text.append("        ").append(step(random, arch, step, both)).append('\n');
        }
        text.append("    }\n");
        if (both && random.nextInt(4) == 0) {
            text.append("    thread V on cpu 1 in n { try { v = load n.A } on fault { v = 8 } }\n");
        }
        return text.append("    always live: forall t in translations: t.frame.live\n")
                .append("    never aborted: U.fault == CONFLICT\n")
                .append("    never mixed: exists t in translations of cpu 1: t.frame == g\n")
                .append("    check page_lifetime, coherence, deadlock\n}\n")
                .toString();
    }

    /** What comes of an entry of one address space beside one of another with the same tag. */
    private static String conflicts(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> "    rule break_before_make = on\n    rule conflict_aborts = on\n";
            case 1 -> "    rule conflict_mixes = on\n";
            case 2 -> "    rule conflict_aborts = off\n    rule conflict_mixes = off\n";
            default -> "";
        };
    }

    private static String word(Random random) {
        return List.of("", "pte ro", "dirty off").get(random.nextInt(3));
    }

    /** The thread that goes from one address space to the other and makes accesses in both. */
    private static void loader(StringBuilder text, String arch, Random random, boolean both) {
        text.append("    thread U on cpu 1 in m {\n");
        String space = "m";
        text.append("        ").append(load(arch, "m", 0, true)).append('\n');
        for (int step = 3 + random.nextInt(3); step > 0; step--) {
            List<String> forms = new ArrayList<>();
            String page = space.equals("n") && !both ? "n.B" : space + ".A";
            forms.add(space.isEmpty() ? "ran = %d" : "try { r%d = load " + page + " } on fault { r%<d = 9 }");
            forms.add(space.isEmpty() ? "ran = %d" : "try { store " + page + ", %d } on fault { s%<d = 9 }");
            forms.add(step(random, arch, step + 10, both));
            String form = forms.get(random.nextInt(forms.size()));
            if (random.nextInt(2) == 0) {
                space = List.of("m", "n", "n", "").get(random.nextInt(4));
                form = space.isEmpty() ? "load_init_mm()" : load(arch, space, random.nextInt(2), random.nextInt(3) > 0);
            }
            text.append("        ").append(String.format(form, step + 10)).append('\n');
        }
        text.append("    }\n");
    }

    private static String step(Random random, String arch, int number, boolean both) {
        if (random.nextInt(3) == 0) {
            return invalidate(arch, random.nextInt(3), !both || random.nextBoolean());
        }
        String form = STEPS.get(random.nextInt(STEPS.size()));
        boolean known = both || !form.contains("n.A");
        boolean barrier = form.endsWith("()") && !arch.equals("arm64");
        return known && !barrier ? String.format(form, number) : "ran = " + number;
    }
}
