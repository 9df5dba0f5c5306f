package org.shootdown.machine.iopgtable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shootdown.machine.format.Kind;

/**
 * Every driver against its rules in words, over random operations with allocations that fail: what is returned, what
 * the kernel's lookup and what a device finds, all that is mapped, and how many tables there are.
 *
 * <p>{@code -Diopgtable.operations} and {@code -Diopgtable.seed} say how many for each driver and from which seed on;
 * 100,000 take some four minutes of one core, which is too long for each build.
 */
class IntervalMapPropertyTest {

    private static final int OPERATIONS = Integer.getInteger("iopgtable.operations", 3_000);
    private static final long SEED = Long.getLong("iopgtable.seed", 20261121L);
    private static final int REFUSED_PERCENT = 15;
    private static final int OPERATIONS_BETWEEN_FULL_CHECKS = 100;
    private static final int LONGEST_LIFE = 400;

    record Subject(
            Driver driver,
            String format,
            int inputBits,
            int outputBits,
            BiFunction<Subject, BooleanSupplier, IntervalMap> rules) {

        @Override
        public String toString() {
            return driver + " " + format;
        }
    }

    static Stream<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        for (Driver driver : List.of(Driver.IO_PGTABLE_ARM_6_12, Driver.IO_PGTABLE_ARM_6_18)) {
            for (String stage : List.of("arm_lpae_s1", "arm_lpae_s2")) {
                subjects.add(arm(driver, stage, 48, 9, List.of(39, 30, 21)));
                boolean concatenated = stage.equals("arm_lpae_s2");
                subjects.add(arm(driver, stage + "_16k", 48, 11, concatenated ? List.of(36, 25) : List.of(47, 36, 25)));
                subjects.add(arm(driver, stage + "_64k", 52, 13, List.of(42, 29)));
            }
        }
        subjects.add(arm(Driver.MALI_6_12, "mali_lpae", 48, 9, List.of(39, 30, 21)));
        subjects.add(arm(Driver.MALI_6_18, "mali_lpae", 48, 9, List.of(39, 30, 21)));
        subjects.add(new Subject(Driver.IO_PGTABLE_ARM_V7S_6_12, "arm_v7s", 32, 32, (s, g) -> new V7sIntervals(true, g)));
        subjects.add(new Subject(Driver.IO_PGTABLE_ARM_V7S_6_18, "arm_v7s", 32, 32, (s, g) -> new V7sIntervals(false, g)));
        subjects.add(dart("dart", 36, 36, 25));
        subjects.add(dart("dart_4k", 32, 36, 21));
        subjects.add(dart("dart2", 38, 42, 25));
        subjects.add(new Subject(Driver.AMD_IOMMU_4_15, "amd_v1", 64, 52, (s, g) -> new AmdV1RefusingIntervals(g)));
        subjects.add(new Subject(Driver.AMD_V1_6_6, "amd_v1", 64, 52, (s, g) -> new AmdV1Intervals(false, g)));
        subjects.add(new Subject(Driver.AMD_V1, "amd_v1", 64, 52, (s, g) -> new AmdV1Intervals(true, g)));
        subjects.add(new Subject(Driver.AMD_V2_6_6, "amd_v2", 48, 52, (s, g) -> new AmdV2Intervals(g)));
        subjects.add(new Subject(Driver.AMD_V2, "amd_v2", 48, 52, (s, g) -> new AmdV2Intervals(g)));
        subjects.add(new Subject(Driver.VTD_SS_4_15, "vtd_ss", 48, 52, (s, g) -> new VtdUnflushedIntervals(g)));
        subjects.add(new Subject(Driver.VTD_FS_4_15, "vtd_fs", 48, 52, (s, g) -> new VtdUnflushedIntervals(g)));
        subjects.add(new Subject(Driver.VTD_SS, "vtd_ss", 48, 52, (s, g) -> new VtdIntervals(g)));
        subjects.add(new Subject(Driver.VTD_FS, "vtd_fs", 48, 52, (s, g) -> new VtdIntervals(g)));
        subjects.add(new Subject(Driver.GENERIC_PT_AMDV1, "amd_v1", 64, 52, (s, g) -> new GenericIntervals(true, 64, g)));
        subjects.add(new Subject(Driver.GENERIC_PT_VTDSS, "vtd_ss", 48, 52, (s, g) -> new GenericIntervals(false, 48, g)));
        subjects.add(new Subject(Driver.GENERIC_PT_X86_64, "amd_v2", 47, 52, (s, g) -> new GenericIntervals(false, 47, g)));
        subjects.add(new Subject(Driver.GENERIC_PT_X86_64, "vtd_fs", 47, 52, (s, g) -> new GenericIntervals(false, 47, g)));
        subjects.add(new Subject(Driver.EXYNOS, "exynos", 32, 32, (s, g) -> new ExynosIntervals(g)));
        subjects.add(new Subject(Driver.EXYNOS, "exynos_v5", 32, 36, (s, g) -> new ExynosIntervals(g)));
        subjects.add(new Subject(Driver.RISCV_IOMMU_6_18, "riscv_iommu", 48, 56, (s, g) -> new RiscvIntervals(g)));
        return subjects.stream();
    }

    private static Subject arm(Driver driver, String format, int bits, int perLevel, List<Integer> regions) {
        boolean splits = driver == Driver.IO_PGTABLE_ARM_6_12 || driver == Driver.MALI_6_12;
        return new Subject(driver, format, bits, bits, (s, g) -> new ArmIntervals(splits, bits, perLevel, regions, g));
    }

    private static Subject dart(String format, int inputBits, int outputBits, int region) {
        return new Subject(Driver.IO_PGTABLE_DART, format, inputBits, outputBits,
                (s, g) -> new DartIntervals(inputBits, outputBits, region, g));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void tablesAgreeWithIntervals(Subject subject) {
        System.out.println("[iopgtable] " + subject + ": " + OPERATIONS + " operations from seed " + SEED);
        Tally tally = new Tally();
        for (long life = 0; tally.operations < OPERATIONS; life++) {
            new Life(subject, SEED + life, tally).run();
        }
        System.out.println("[iopgtable] " + subject + ": " + tally);
        assertTrue(tally.mapped > OPERATIONS / 20, "too little is mapped: " + tally);
        assertTrue(tally.unmapped > OPERATIONS / 20, "too little is unmapped: " + tally);
        assertTrue(tally.refused > 0, "no allocation failed: " + tally);
        assertTrue(tally.found > OPERATIONS / 20, "too little is found: " + tally);
    }

    private static final class Tally {
        private int operations;
        private int mapped;
        private int failed;
        private int unmapped;
        private int refused;
        private int found;
        private int undefined;

        @Override
        public String toString() {
            return mapped + " maps, " + failed + " failed maps (" + refused + " for memory), " + unmapped
                    + " unmaps of something, " + found + " lookups that found something, " + undefined
                    + " undefined outcomes";
        }
    }

    /** Operations on one domain, until nothing more can be said of it or it is old. */
    private static final class Life {
        private final Subject subject;
        private final long seed;
        private final Tally tally;
        private final Random random;
        private final IoPageTable tables;
        private final IntervalMap rules;
        private final TableMemory memory;
        private final int fixedTables;
        private final List<Long> places = new ArrayList<>();
        /** In half of the lives there are but a few sizes in a narrow place, so that much meets. */
        private final List<Long> sizes = new ArrayList<>();

        private final boolean dense;
        private int step;

        Life(Subject subject, long seed, Tally tally) {
            this.subject = subject;
            this.seed = seed;
            this.tally = tally;
            this.random = new Random(seed);
            this.memory = new TableMemory(allocator());
            this.tables = IoPageTables.of(subject.driver(), subject.format(), memory);
            this.rules = subject.rules().apply(subject, allocator());
            this.fixedTables = memory.count();
            for (long left = tables.pageSizes(); left != 0; left &= left - 1) {
                sizes.add(left & -left);
            }
            // More would be thousands of leaves each.
            sizes.removeIf(s -> tables instanceof VtDUnflushed && s > 1L << 36);
            this.dense = random.nextBoolean();
            if (dense && sizes.size() > 3) {
                int first = random.nextInt(20);
                sizes.retainAll(List.of(1L << 12 + first, 1L << 13 + first, 1L << 15 + first, 1L << 21, 1L << 12));
            }
            for (int i = 0; i < (dense ? 1 : 3); i++) {
                places.add(random.nextLong() >>> 64 - subject.inputBits());
            }
            if (dense) {
                return;
            }
            places.add(0L);
            places.add(-1L >>> 64 - subject.inputBits());
        }

        /** Both sides ask as often for the same; if they do not, they soon differ. */
        private BooleanSupplier allocator() {
            Random own = new Random(seed ^ 0x5eed);
            return () -> own.nextInt(100) >= REFUSED_PERCENT;
        }

        void run() {
            boolean defined = true;
            while (defined && step < LONGEST_LIFE && tally.operations < OPERATIONS) {
                step++;
                tally.operations++;
                int kind = random.nextInt(100);
                if (kind < 45) {
                    defined = map();
                } else if (kind < 80) {
                    defined = unmap();
                } else {
                    check(address(tables.pageSizes() & -tables.pageSizes()) + random.nextInt(4096));
                }
                if (defined && step % OPERATIONS_BETWEEN_FULL_CHECKS == 0) {
                    checkAll();
                }
            }
            if (defined) {
                checkAll();
            }
        }

        private String where() {
            return subject + ", seed " + seed + ", step " + step + ": ";
        }

        private long pageSize() {
            if (dense) {
                return sizes.get(random.nextInt(sizes.size()));
            }
            int most = random.nextInt(4) == 0 ? sizes.size() : Math.min(sizes.size(), random.nextInt(3) == 0 ? 14 : 2);
            return sizes.get(random.nextInt(most));
        }

        private long count() {
            return random.nextInt(3) > 0 ? 1 + random.nextInt(3) : 1 + random.nextInt(random.nextInt(4) == 0 ? 700 : 40);
        }

        /** Near one of a few places, now and then beyond what the format reaches. */
        private long address(long pageSize) {
            long near = places.get(random.nextInt(places.size()));
            if (dense) {
                int few = Math.min(33, 2 + IntervalMap.log(sizes.get(random.nextInt(sizes.size()))));
                long small = near & -(1L << 33) | random.nextLong() & (1L << few) - 1;
                return small & (-1L >>> 64 - subject.inputBits()) & -pageSize;
            }
            int spread = 13 + random.nextInt(12) + (random.nextInt(4) == 0 ? 8 : 0);
            long at = near & -(1L << spread) | random.nextLong() & (1L << spread) - 1;
            if (random.nextInt(200) == 0) {
                at |= 1L << 63 - random.nextInt(64 - Math.min(63, subject.inputBits()));
            }
            return at & -pageSize;
        }

        private long physical(long iova, long pageSize, long count) {
            long room = (1L << subject.outputBits() - 1) - 1;
            long base = random.nextInt(4) == 0 ? random.nextLong() : iova + (random.nextInt(5) - 2L << 20 + random.nextInt(12));
            return base & room & -pageSize;
        }

        private boolean map() {
            long pageSize = pageSize();
            long count = count();
            long iova = address(pageSize);
            long paddr = physical(iova, pageSize, count);
            if (paddr + pageSize * count > 1L << subject.outputBits() || pageSize * count >>> 56 != 0) {
                count = 1;
            }
            if (isDangerous(iova, pageSize, count) && random.nextInt(40) > 0) {
                return true;
            }
            Prot prot = new Prot(random.nextInt(20) > 0, random.nextInt(3) > 0, random.nextBoolean(), random.nextBoolean());
            long pages = count;
            Supplier<String> what = () -> where() + "map " + Long.toHexString(iova) + " to " + Long.toHexString(paddr)
                    + ", " + pages + " of " + Long.toHexString(pageSize);
            Outcome outcome = tables.mapPages(iova, paddr, pageSize, count, prot);
            Outcome expected;
            try {
                expected = rules.map(iova, paddr, pageSize, count, prot);
            } catch (IntervalMap.Unsayable e) {
                assertTrue(outcome instanceof Outcome.Undefined, () -> what.get() + ": " + outcome);
                tally.undefined++;
                return false;
            }
            assertEquals(expected, outcome, what);
            Outcome.Done done = (Outcome.Done) outcome;
            tally.mapped += done.error().isEmpty() ? 1 : 0;
            tally.failed += done.error().isPresent() ? 1 : 0;
            tally.refused += done.error().filter(Errno.ENOMEM::equals).isPresent() ? 1 : 0;
            tables.drainEvents();
            checkAround(iova, pageSize * count, pageSize);
            return true;
        }

        private boolean unmap() {
            long pageSize = pageSize();
            long count = count();
            long iova = random.nextInt(3) > 0 ? mapped(pageSize) : address(pageSize);
            if (pageSize * count >>> 56 != 0) {
                count = 1;
            }
            if (isCut(iova, pageSize * count) && random.nextInt(40) > 0) {
                return true;
            }
            long pages = count;
            Supplier<String> what = () -> where() + "unmap " + Long.toHexString(iova) + ", " + pages + " of "
                    + Long.toHexString(pageSize);
            Gather gather = Gather.strict();
            Outcome outcome = tables.unmapPages(iova, pageSize, count, gather);
            int before = rules.pieces.size();
            long expected;
            try {
                expected = rules.unmap(iova, pageSize, count);
            } catch (IntervalMap.Unsayable e) {
                assertTrue(outcome instanceof Outcome.Undefined, () -> what.get() + ": " + outcome);
                tally.undefined++;
                return false;
            }
            assertEquals(Outcome.Done.of(expected), outcome, what);
            tally.unmapped += rules.pieces.size() == before ? 0 : 1;
            tables.sync(gather);
            tables.drainEvents();
            checkAround(iova, pageSize * count, pageSize);
            return true;
        }

        /** Somewhere in what is mapped. */
        private long mapped(long pageSize) {
            Map.Entry<Long, IntervalMap.Piece> found = rules.pieces.floorEntry(address(1));
            return (found == null ? address(pageSize) : found.getKey()) & -pageSize;
        }

        /** Where a driver would take a leaf's frame for a table; nothing can be tested after that. */
        private boolean isDangerous(long iova, long pageSize, long count) {
            Policy policy = subject.driver().policy();
            boolean large = policy.overLeaf() == Policy.OverLeaf.REPLACE_SMALL_ONLY && pageSize > 1L << 12;
            boolean readsData = policy.intoLeaf() == Policy.IntoLeaf.READ_AS_TABLE;
            if (!rules.canSayMap(iova, pageSize * count)) {
                return true;
            }
            return (large || readsData)
                    && rules.overlapping(rules.reach(iova), pageSize * count).stream()
                            .anyMatch(p -> p.size() > 1L << 12);
        }

        private boolean isCut(long iova, long size) {
            if (!rules.canSayUnmap(iova, size)) {
                return true;
            }
            return subject.driver().policy().partial() == Policy.Partial.OVER_UNMAP_OR_READ_AS_TABLE
                    && rules.overlapping(iova, size).stream().anyMatch(p -> p.start() < iova || p.end() > iova + size - 1);
        }

        private void checkAround(long iova, long size, long pageSize) {
            check(iova);
            check(iova - 1);
            check(iova + size - 1);
            check(iova + size);
            check(iova + (random.nextLong() & size - 1 & -pageSize) + random.nextInt(4096));
        }

        private void check(long iova) {
            Supplier<String> at = () -> where() + "lookup " + Long.toHexString(iova);
            Outcome kernel = tables.iovaToPhys(iova);
            Outcome expected = rules.lookup(iova);
            if (expected instanceof Outcome.Undefined) {
                assertTrue(kernel instanceof Outcome.Undefined, () -> at.get() + ": " + kernel);
            } else {
                assertEquals(expected, kernel, at);
            }
            tally.found += kernel instanceof Outcome.Found ? 1 : 0;
            if (rules.reach(iova) == iova) {
                assertEquals(rules.device(iova), tables.deviceSees(iova), () -> at.get() + " by a device");
            }
        }

        /** Each entry that maps something, and where it leads, in the order of addresses. */
        private void checkAll() {
            Leaves seen = new Leaves();
            if (subject.driver() == Driver.IO_PGTABLE_DART) {
                long each = 1L << tables.shift(1) + Long.numberOfTrailingZeros(tables.pageSizes()) - 3;
                for (long at = 0; at < 1L << subject.inputBits(); at += each) {
                    collect(tables.root(at).orElseThrow(), 1, at, seen);
                }
            } else {
                collect(tables.root(0).orElseThrow(), tables.top(), 0, seen);
            }
            int next = 0;
            for (IntervalMap.Piece piece : rules.pieces.values()) {
                long each = entryOf(piece.size());
                for (long off = 0; off != piece.size(); off += each) {
                    if (!seen.is(next++, piece.start() + off, piece.leafSize(), piece.paddr())) {
                        fail(where() + "at " + Long.toHexString(piece.start() + off) + " expected a leaf of "
                                + Long.toHexString(piece.leafSize()) + " to " + Long.toHexString(piece.paddr())
                                + ", and there is " + seen.text(next - 1));
                    }
                }
            }
            assertEquals(next, seen.count, () -> where() + "entries that map something");
            assertEquals(rules.tableCount(), memory.count() - fixedTables, () -> where() + "tables");
        }

        private long entryOf(long size) {
            long each = tables.covers(0);
            for (int level = 0; level <= tables.top() && tables.covers(level) <= size; level++) {
                each = tables.covers(level);
            }
            return each;
        }

        private void collect(long table, int level, long from, Leaves seen) {
            // Exynos links empty entries to one table that is always empty: it is looked at once.
            long shared = Long.MIN_VALUE;
            for (int i = 0; i < tables.entries(table); i++) {
                long word = tables.read(table, i);
                if (word == 0 || word == shared) {
                    continue;
                }
                Kind kind = tables.kind(level, word);
                long at = from + i * tables.covers(level);
                if (kind == Kind.LEAF) {
                    seen.add(at, 1L << tables.leafShift(level, word), tables.address(level, word));
                } else if (kind == Kind.TABLE) {
                    int before = seen.count;
                    collect(tables.address(level, word), level - 1, at, seen);
                    shared = seen.count == before ? word : shared;
                } else {
                    fail(where() + "neither a leaf nor a table at " + Long.toHexString(at));
                }
            }
        }
    }

    /** Entries that map something: the address of each, the leaf's size, and where the leaf leads. */
    private static final class Leaves {
        private static final int WORDS = 3;
        private long[] words = new long[1 << 12];
        private int count;

        void add(long at, long size, long paddr) {
            if ((count + 1) * WORDS > words.length) {
                words = Arrays.copyOf(words, 2 * words.length);
            }
            words[count * WORDS] = at;
            words[count * WORDS + 1] = size;
            words[count * WORDS + 2] = paddr;
            count++;
        }

        boolean is(int index, long at, long size, long paddr) {
            return index < count
                    && words[index * WORDS] == at
                    && words[index * WORDS + 1] == size
                    && words[index * WORDS + 2] == paddr;
        }

        String text(int index) {
            return index >= count
                    ? "nothing more"
                    : "one at " + Long.toHexString(words[index * WORDS]) + " of "
                            + Long.toHexString(words[index * WORDS + 1]) + " to "
                            + Long.toHexString(words[index * WORDS + 2]);
        }
    }
}
