package org.shootdown.machine.iopgtable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.shootdown.ir.IoDrivers;
import org.shootdown.machine.format.Formats;
import org.shootdown.machine.format.PageTableFormat;

/**
 * Finds out what a driver does by letting it do it: on tables in memory, through {@code iommu_map} and
 * {@code iommu_unmap}, looking after each store, flush and free where a device would come to.
 */
public final class DriverTrials implements IoDrivers {

    /** Where the upper entry's range begins: every format reaches it, and every leaf is aligned there. */
    private static final long BASE = 1L << 30;
    /** Where pages lead at the start, and where they are to lead. */
    private static final long BEFORE = 2L << 30;

    private static final long ASKED = 3L << 30;

    private final Map<Situation, Answer> known = new ConcurrentHashMap<>();

    @Override
    public Answer answer(Situation situation) {
        return known.computeIfAbsent(situation, s -> new Trial(s).run());
    }

    /** Linux' driver for a format, both as the library names them. */
    static Driver driverOf(String format, String driver) {
        return switch (driver) {
            case "io_pgtable_arm_6_12" -> format.equals("mali_lpae") ? Driver.MALI_6_12 : Driver.IO_PGTABLE_ARM_6_12;
            case "io_pgtable_arm_6_18" -> format.equals("mali_lpae") ? Driver.MALI_6_18 : Driver.IO_PGTABLE_ARM_6_18;
            case "io_pgtable_arm_v7s_6_12" -> Driver.IO_PGTABLE_ARM_V7S_6_12;
            case "io_pgtable_arm_v7s_6_18" -> Driver.IO_PGTABLE_ARM_V7S_6_18;
            case "io_pgtable_dart" -> Driver.IO_PGTABLE_DART;
            case "amd_iommu_4_15" -> Driver.AMD_IOMMU_4_15;
            case "amd_io_pgtable_6_6" -> Driver.AMD_V1_6_6;
            case "amd_io_pgtable" -> Driver.AMD_V1;
            case "amd_io_pgtable_v2_6_6" -> Driver.AMD_V2_6_6;
            case "amd_io_pgtable_v2" -> Driver.AMD_V2;
            case "intel_iommu_4_15" -> format.equals("vtd_fs") ? Driver.VTD_FS_4_15 : Driver.VTD_SS_4_15;
            case "intel_iommu" -> format.equals("vtd_fs") ? Driver.VTD_FS : Driver.VTD_SS;
            case "generic_pt" -> switch (format) {
                case "amd_v1" -> Driver.GENERIC_PT_AMDV1;
                case "vtd_ss" -> Driver.GENERIC_PT_VTDSS;
                default -> Driver.GENERIC_PT_X86_64;
            };
            case "exynos_iommu" -> Driver.EXYNOS;
            case "riscv_iommu_6_18" -> Driver.RISCV_IOMMU_6_18;
            default -> throw new IllegalArgumentException("no driver `" + driver + "` for `" + format + "`");
        };
    }

    /** The format's variant with leaves of a size, in bytes. */
    static PageTableFormat variant(String format, long leaf) {
        int shift = Long.numberOfTrailingZeros(leaf);
        return Formats.all().stream()
                .filter(f -> f.family().equals(format) && f.leafSizes().contains(shift))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no leaf of " + leaf + " bytes in " + format));
    }

    /** One operation on fresh tables. */
    private static final class Trial {
        private final Situation situation;
        private final IoPageTable tables;
        private final List<Moment> moments = new ArrayList<>();
        private boolean grants = true;
        private Leads page = Leads.NOWHERE;
        private Leads neighbour = Leads.NOWHERE;

        Trial(Situation situation) {
            this.situation = situation;
            PageTableFormat format = variant(situation.format(), situation.leaf());
            this.tables = IoPageTables.of(
                    driverOf(situation.format(), situation.driver()), format.name(), new TableMemory(() -> grants));
        }

        Answer run() {
            prepare();
            look();
            grants = situation.memory();
            tables.watch(this::see);
            Outcome outcome = act();
            tables.watch(event -> {});
            look();
            if (!(outcome instanceof Outcome.Done done)) {
                return new Answer(false, 0, 0, List.of(), page, neighbour);
            }
            return new Answer(true, done.bytes(), done.error().map(Errno::number).orElse(0), moments, page, neighbour);
        }

        private long iova() {
            return BASE + (situation.first() ? 0 : situation.leaf());
        }

        private long neighbourIova() {
            return BASE + (situation.first() ? situation.leaf() : 0);
        }

        private void prepare() {
            long leaf = situation.leaf();
            if (situation.block() == 0) {
                // Its table is there because something else is in it.
                map(BASE + leaf, BASE, leaf);
                mapped(situation.mapped(), BASE, leaf);
                return;
            }
            // The tables above the upper entry are there.
            map(BASE + situation.block(), BASE, leaf);
            switch (situation.upper()) {
                case NONE -> { }
                case LEAF -> map(BASE, BEFORE, situation.block());
                case TABLE -> {
                    mapped(situation.mapped(), iova(), leaf);
                    mapped(situation.neighbour(), neighbourIova(), leaf);
                }
            }
        }

        /** In any case there is a table. */
        private void mapped(boolean stays, long iova, long leaf) {
            map(iova, iova - BASE + BEFORE, leaf);
            if (!stays && !Outcome.Done.of(leaf).equals(IommuCore.unmap(tables, iova, leaf))) {
                throw new IllegalStateException(situation + ": cannot be unmapped");
            }
        }

        private void map(long iova, long paddr, long size) {
            if (!Outcome.Done.of(size).equals(IommuCore.map(tables, iova, paddr, size, Prot.READ_WRITE))) {
                throw new IllegalStateException(situation + ": cannot be mapped");
            }
        }

        private Outcome act() {
            long asked = ASKED + iova() - BASE;
            return switch (situation.act()) {
                case MAP -> IommuCore.map(tables, iova(), asked, situation.leaf(), Prot.READ_WRITE);
                case MAP_NOTHING -> IommuCore.map(tables, iova(), asked, situation.leaf(), Prot.NONE);
                case MAP_BLOCK -> IommuCore.map(tables, BASE, ASKED, situation.block(), Prot.READ_WRITE);
                case UNMAP -> IommuCore.unmap(tables, iova(), situation.leaf());
                case UNMAP_FAST -> IommuCore.unmapFast(tables, iova(), situation.leaf(), Gather.strict());
                case MAP_TWO_UNMAP_ONE -> twoAtOnce();
                case UNMAP_BLOCK -> IommuCore.unmap(tables, BASE, situation.block());
                case UNMAP_BLOCK_FAST -> IommuCore.unmapFast(tables, BASE, situation.block(), Gather.strict());
            };
        }

        /** vfio_test_domain_fgsp() of drivers/vfio/vfio_iommu_type1.c, where nothing else is. */
        private Outcome twoAtOnce() {
            long elsewhere = BASE + (1L << 30);
            Outcome outcome = IommuCore.map(tables, elsewhere, ASKED, 2L * situation.leaf(), Prot.READ_WRITE);
            boolean done = outcome instanceof Outcome.Done mapped && mapped.error().isEmpty();
            return done ? IommuCore.unmap(tables, elsewhere, situation.leaf()) : outcome;
        }

        // ---- looking ------------------------------------------------------------------------------------------------

        private void see(Optional<Event> event) {
            Leads pageBefore = page;
            Leads neighbourBefore = neighbour;
            look();
            if (page != pageBefore || neighbour != neighbourBefore) {
                moments.add(new Moment(Effect.STORE, page, neighbour));
            }
            event.flatMap(this::effect).ifPresent(e -> moments.add(new Moment(e, page, neighbour)));
        }

        private Optional<Effect> effect(Event event) {
            if (event instanceof Event.Flushed flushed) {
                return Optional.of(effect(flushed));
            }
            if (event instanceof Event.Freed) {
                return Optional.of(Effect.FREE);
            }
            return event instanceof Event.Leaked ? Optional.of(Effect.LEAK) : Optional.empty();
        }

        private Effect effect(Event.Flushed flushed) {
            if (flushed.scope() == Event.Scope.EVERYTHING) {
                return Effect.FLUSH_ALL;
            }
            long end = flushed.iova() + flushed.size();
            if (situation.block() != 0 && flushed.iova() <= neighbourIova() && neighbourIova() + situation.leaf() <= end) {
                return flushed.iova() <= iova() && iova() + situation.leaf() <= end
                        ? Effect.FLUSH_BLOCK
                        : Effect.FLUSH_ELSEWHERE;
            }
            return flushed.scope() == Event.Scope.LEAVES ? Effect.FLUSH : Effect.FLUSH_WALKS;
        }

        private void look() {
            page = leads(iova());
            neighbour = leads(neighbourIova());
        }

        private Leads leads(long iova) {
            Outcome outcome = tables.deviceSees(iova);
            if (!(outcome instanceof Outcome.Found found)) {
                return outcome instanceof Outcome.Nothing ? Leads.NOWHERE : Leads.THROUGH_FREED;
            }
            long from = iova - BASE;
            return found.address() == BEFORE + from
                    ? Leads.AS_BEFORE
                    : found.address() == ASKED + from ? Leads.AS_ASKED : Leads.ELSEWHERE;
        }
    }
}
