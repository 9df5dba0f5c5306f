package org.shootdown.machine.iopgtable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shootdown.RunOptions;
import org.shootdown.Shootdown;
import org.shootdown.diag.SourceFile;
import org.shootdown.engine.Verdict;
import org.shootdown.report.RunResult;
import org.shootdown.sema.IoFormat;

/**
 * What scenarios say of domains is what the driver for the format does on real entries: random maps and unmaps of pages
 * and of whole blocks, with the library's procedures and with the driver, return the same and leave the same mapped.
 *
 * <p>{@code -Ddomains.scenarios} and {@code -Ddomains.seed} say how many for each format and size, and from which seed.
 */
class ScenariosAgreeWithDriversTest {

    private static final int SCENARIOS = Integer.getInteger("domains.scenarios", 12);
    private static final long SEED = Long.getLong("domains.seed", 20261121L);
    private static final int LONGEST = 4;
    private static final int MOST_PAGES = 3;
    private static final long BASE = 1L << 30;
    private static final long BEFORE = 2L << 30;
    private static final long ASKED = 3L << 30;
    /** What a register holds that says that nothing, or nothing known, is mapped (Functions.content). */
    private static final String NOWHERE = "0 - 1";

    /** Pages of a size, and what an upper entry over them covers; 0 if they are in no block. */
    record Subject(IoFormat format, String driver, int leaf, int block) {

        @Override
        public String toString() {
            return format.word() + " (" + driver + "), " + leaf + (block == 0 ? "" : " in " + block);
        }
    }

    enum Kind {
        MAP,
        UNMAP,
        MAP_BLOCK,
        UNMAP_BLOCK
    }

    record Step(Kind kind, int page) {}

    static Stream<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        for (IoFormat format : IoFormat.values()) {
            for (String driver : format.drivers()) {
                format.granules().stream().flatMap(List::stream).forEach(shift -> {
                    int leaf = 1 << shift;
                    subjects.add(new Subject(format, driver, leaf, 0));
                    format.block(leaf).ifPresent(block -> subjects.add(new Subject(format, driver, leaf, block)));
                });
            }
        }
        return subjects.stream();
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void returnTheSameAndLeaveTheSameMapped(Subject subject) {
        Random random = new Random(SEED ^ subject.toString().hashCode());
        Map<Kind, Integer> done = new EnumMap<>(Kind.class);
        for (int i = 0; i < SCENARIOS; i++) {
            new Case(subject, random).compare(done);
        }
        assertTrue(done.containsKey(Kind.MAP) && done.containsKey(Kind.UNMAP), subject + ": " + done);
        assertEquals(subject.block() != 0, done.containsKey(Kind.UNMAP_BLOCK), subject + ": " + done);
    }

    /** One scenario: what is mapped at the start, and what is done then. */
    private static final class Case {
        private final Subject subject;
        private final boolean huge;
        private final boolean[] mapped = new boolean[MOST_PAGES];
        private final List<Step> steps = new ArrayList<>();
        private final IoPageTable tables;
        private final List<String> questions = new ArrayList<>();

        Case(Subject subject, Random random) {
            this.subject = subject;
            this.huge = subject.block() != 0 && random.nextBoolean();
            for (int page = 0; page < pages(); page++) {
                mapped[page] = huge || random.nextInt(3) > 0;
            }
            int length = 1 + random.nextInt(LONGEST);
            for (int i = 0; i < length; i++) {
                Kind kind = Kind.values()[random.nextInt(subject.block() == 0 ? 2 : Kind.values().length)];
                boolean whole = kind == Kind.MAP_BLOCK || kind == Kind.UNMAP_BLOCK;
                steps.add(new Step(kind, whole ? 0 : random.nextInt(pages())));
            }
            String format = DriverTrials.variant(subject.format().word(), subject.leaf()).name();
            tables = IoPageTables.of(DriverTrials.driverOf(subject.format().word(), subject.driver()), format, new TableMemory());
        }

        /** Pages that are in no block are each alone in what concerns them. */
        private int pages() {
            return subject.block() == 0 ? 1 : Math.min(MOST_PAGES, subject.block() / subject.leaf());
        }

        void compare(Map<Kind, Integer> done) {
            prepare();
            // Exynos' driver gives back an empty table before it is unhooked: what a walk finds then, nobody knows.
            boolean[] freed = {false};
            tables.watch(event -> freed[0] |= tables.deviceSees(BASE) instanceof Outcome.Undefined);
            boolean defined = true;
            for (int i = 0; i < steps.size() && defined; i++) {
                done.merge(steps.get(i).kind(), 1, Integer::sum);
                Outcome outcome = act(steps.get(i));
                defined = outcome instanceof Outcome.Done && !freed[0];
                if (defined) {
                    expect(i, (Outcome.Done) outcome);
                }
            }
            String script = script();
            Shootdown loaded = Shootdown.load(List.of(SourceFile.of("domains.mmsc", script)));
            assertFalse(loaded.hasErrors(), () -> loaded.diagnostics() + "\n" + script);
            RunResult result = loaded.run(RunOptions.standard(), cell -> {});
            for (RunResult.QuestionResult question : result.scenarios().get(0).cells().get(0).questions()) {
                Verdict wanted = defined ? Verdict.HOLDS : Verdict.UNKNOWN;
                assertEquals(wanted, question.verdict(), () -> subject + ", `" + question.name() + "`: " + question.reason()
                        + "\n" + script);
            }
        }

        // ---- the driver ---------------------------------------------------------------------------------------------

        private void prepare() {
            long leaf = subject.leaf();
            // Other pages have their tables, and so have these where they are in no block.
            map(BASE + (subject.block() == 0 ? leaf : subject.block()), BASE, leaf);
            if (huge) {
                map(BASE, BEFORE, subject.block());
                return;
            }
            for (int page = 0; page < pages(); page++) {
                map(BASE + page * leaf, BEFORE + page * leaf, leaf);
            }
            for (int page = 0; page < pages(); page++) {
                if (!mapped[page]) {
                    assertEquals(Outcome.Done.of(leaf), IommuCore.unmap(tables, BASE + page * leaf, leaf));
                }
            }
        }

        private void map(long iova, long paddr, long size) {
            assertEquals(Outcome.Done.of(size), IommuCore.map(tables, iova, paddr, size, Prot.READ_WRITE));
        }

        private Outcome act(Step step) {
            long from = (long) step.page() * subject.leaf();
            return switch (step.kind()) {
                case MAP -> IommuCore.map(tables, BASE + from, ASKED + from, subject.leaf(), Prot.READ_WRITE);
                case UNMAP -> IommuCore.unmap(tables, BASE + from, subject.leaf());
                case MAP_BLOCK -> IommuCore.map(tables, BASE, ASKED, subject.block(), Prot.READ_WRITE);
                case UNMAP_BLOCK -> IommuCore.unmap(tables, BASE, subject.block());
            };
        }

        private void expect(int step, Outcome.Done outcome) {
            boolean maps = steps.get(step).kind() == Kind.MAP || steps.get(step).kind() == Kind.MAP_BLOCK;
            long returned = maps ? outcome.error().map(Errno::number).orElse(0) : outcome.bytes();
            StringBuilder condition = new StringBuilder("T.r" + step + " == " + number(returned));
            for (int page = 0; page < pages(); page++) {
                long from = (long) page * subject.leaf();
                Outcome sees = tables.deviceSees(BASE + from);
                boolean present = sees instanceof Outcome.Found;
                condition.append(" and T.p").append(step).append(page).append(" == ").append(present)
                        .append(" and T.c").append(step).append(page).append(" == ").append(content(sees, page, from));
            }
            questions.add("final step" + step + ": " + condition);
        }

        /** Error numbers come as sizes. */
        private static String number(long value) {
            return value < 0 ? "0 - " + -value : Long.toString(value);
        }

        private static String content(Outcome sees, int page, long from) {
            if (!(sees instanceof Outcome.Found found)) {
                return NOWHERE;
            }
            int content = found.address() == BEFORE + from ? 1 + page : found.address() == ASKED + from ? 7 + page : 0;
            return content == 0 ? NOWHERE : Integer.toString(content);
        }

        // ---- the scenario -------------------------------------------------------------------------------------------

        private String script() {
            StringBuilder text = new StringBuilder("shootdown 1\nkernel with_driver extends linux_6_6 { rule "
                    + subject.format().word() + " = " + subject.driver() + " }\n"
                    + "scenario domains {\n    vary kernel in with_driver\n"
                    + "    frame g0 = 7\n    frame g1 = 8\n    frame g2 = 9\n    domain d : " + subject.format().word() + " {\n");
            for (int page = 0; page < pages(); page++) {
                text.append("        page P").append(page).append(" = ").append(1 + page)
                        .append(" size ").append(subject.leaf())
                        .append(subject.block() == 0 ? "" : " block H")
                        .append(huge ? " huge" : "")
                        .append(mapped[page] ? "" : " unmapped")
                        .append('\n');
            }
            text.append("    }\n    thread T {\n");
            for (int i = 0; i < steps.size(); i++) {
                text.append("        r").append(i).append(" = ").append(call(steps.get(i))).append('\n');
                for (int page = 0; page < pages(); page++) {
                    text.append("        p").append(i).append(page).append(" = pte_present(read_pte(d.P").append(page)
                            .append("))   c").append(i).append(page)
                            .append(" = frame_content(iommu_iova_to_phys(d.P").append(page).append("))\n");
                }
            }
            text.append("    }\n");
            if (questions.isEmpty()) {
                questions.add("final step0: T.r0 == 0");
            }
            questions.forEach(q -> text.append("    ").append(q).append('\n'));
            return text.append("}\n").toString();
        }

        private String call(Step step) {
            return switch (step.kind()) {
                case MAP -> "iommu_map(d.P" + step.page() + ", g" + step.page() + ", rw)";
                case UNMAP -> "iommu_unmap(d.P" + step.page() + ", " + subject.leaf() + ")";
                case MAP_BLOCK -> "iommu_map_pmd(d.P0, g0, rw)";
                case UNMAP_BLOCK -> "iommu_unmap(d.P0, " + subject.block() + ")";
            };
        }
    }
}
