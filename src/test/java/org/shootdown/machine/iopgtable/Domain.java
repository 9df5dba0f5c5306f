package org.shootdown.machine.iopgtable;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables of a driver, with what comes out as text. */
final class Domain {
    static final long K = 1L << 10;
    static final long M = 1L << 20;
    static final long G = 1L << 30;
    static final long IOVA = 3 * G;
    static final long PADDR = 5 * G;

    final TableMemory memory;
    final IoPageTable tables;
    boolean grants = true;

    Domain(Driver driver, String format) {
        memory = new TableMemory(() -> grants);
        tables = IoPageTables.of(driver, format, memory);
    }

    String map(long iova, long paddr, long pageSize, long count, Prot prot) {
        return text(tables.mapPages(iova, paddr, pageSize, count, prot));
    }

    String map(long iova, long paddr, long pageSize) {
        return map(iova, paddr, pageSize, 1, Prot.READ_WRITE);
    }

    /** What is mapped before the test begins. */
    Domain with(long iova, long paddr, long pageSize) {
        map(iova, paddr, pageSize);
        events();
        return this;
    }

    /** Unmaps, and flushes what was gathered. */
    String unmap(long iova, long pageSize, long count) {
        Gather gather = Gather.strict();
        String text = text(tables.unmapPages(iova, pageSize, count, gather));
        tables.sync(gather);
        return text;
    }

    String at(long iova) {
        String kernel = text(tables.iovaToPhys(iova));
        assertEquals(kernel, text(tables.deviceSees(iova)));
        return kernel;
    }

    /** Events without warnings, tables without their addresses. */
    String events() {
        List<String> texts = new ArrayList<>();
        for (Event event : tables.drainEvents()) {
            if (event instanceof Event.Flushed f) {
                texts.add("flush " + f.scope().name().toLowerCase(Locale.ROOT)
                        + (f.size() == 0 ? "" : " " + size(f.iova()) + "+" + size(f.size())));
            } else if (event instanceof Event.Gathered g) {
                texts.add("gather " + size(g.iova()) + "+" + size(g.size()));
            } else if (!(event instanceof Event.Warned)) {
                texts.add(event.getClass().getSimpleName().toLowerCase(Locale.ROOT));
            }
        }
        return String.join(", ", texts);
    }

    boolean warned() {
        return tables.drainEvents().stream().anyMatch(Event.Warned.class::isInstance);
    }

    private static String text(Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            return size(done.bytes()) + done.error().map(e -> " " + e).orElse("");
        }
        if (outcome instanceof Outcome.Found found) {
            return size(found.address());
        }
        return outcome instanceof Outcome.Undefined undefined ? undefined.because() : "nothing";
    }

    private static String size(long bytes) {
        if (bytes == 0 || bytes < 0) {
            return Long.toString(bytes);
        }
        int unit = Math.min(3, Long.numberOfTrailingZeros(bytes) / 10);
        return (bytes >>> 10 * unit) + List.of("", "K", "M", "G").get(unit);
    }

    static Domain arm(Driver driver) {
        return new Domain(driver, "arm_lpae_s1");
    }

    static Domain v7s(Driver driver) {
        return new Domain(driver, "arm_v7s");
    }

    static Domain amdV1() {
        return new Domain(Driver.AMD_V1, "amd_v1");
    }

    static Domain amdV2() {
        return new Domain(Driver.AMD_V2, "amd_v2");
    }

    static Domain vtd() {
        return new Domain(Driver.VTD_SS, "vtd_ss");
    }

    static Domain riscv() {
        return new Domain(Driver.RISCV_IOMMU_6_18, "riscv_iommu");
    }

    static Domain exynos() {
        return new Domain(Driver.EXYNOS, "exynos");
    }
}
