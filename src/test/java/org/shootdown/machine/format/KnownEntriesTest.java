package org.shootdown.machine.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries whose meaning the kernel's code says: combinations of its macros, and what its functions compute. */
class KnownEntriesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        // _PAGE_TABLE, _KERNPG_TABLE; PAGE_SHARED, PAGE_READONLY_EXEC, __PAGE_KERNEL, __PAGE_KERNEL_LARGE_EXEC.
        "x86_64   | pmd | 0000000012345067 | table | 12345000 | - | user: read, write, execute; kernel: read, write, execute",
        "x86_64   | pgd | 0000000012345063 | table | 12345000 | - | user: nothing; kernel: read, write, execute",
        "x86_64   | pte | 8000000012345027 | leaf | 12345000 | 4K | user: read, write; kernel: read, write",
        "x86_64   | pte | 0000000012345025 | leaf | 12345000 | 4K | user: read, execute; kernel: read, execute",
        "x86_64   | pte | 8000000012345163 | leaf | 12345000 | 4K | user: nothing; kernel: read, write",
        "x86_64   | pmd | 00000000122001e3 | leaf | 12200000 | 2M | user: nothing; kernel: read, write, execute",
        "x86_64   | pud | 00000000400001e3 | leaf | 40000000 | 1G | user: nothing; kernel: read, write, execute",
        "x86_64   | pgd | 00000000400001e3 | reserved | - | - | -",
        "x86_64_5level | pgd | 0000000012345067 | table | 12345000 | - | user: read, write, execute; kernel: read, write, execute",
        // PAGE_NONE with the frame inverted (protnone_mask): the address reads as the frame.
        "x86_64   | pte | 800fffffedcba120 | prot_none | - | - | -",
        // EPT: RWX, write-back (6), 2M.
        "ept      | 2   | 00000000122000b7 | leaf | 12200000 | 2M | guest: read, write, execute",
        "ept      | 1   | 0000000012200002 | write_only | - | - | -",
        // arm64 _PAGE_KERNEL, _PAGE_READONLY_EXEC, _PAGE_SHARED (writable and clean), PROT_SECT_NORMAL.
        "arm64    | pte | 00e8000012345703 | leaf | 12345000 | 4K | EL0: nothing; EL1: read, write",
        "arm64    | pte | 0020000012345fc3 | leaf | 12345000 | 4K | EL0: read, execute; EL1: read",
        "arm64    | pte | 0068000012345fc3 | leaf | 12345000 | 4K | EL0: read, write; EL1: read, write",
        "arm64    | pte | 0020000012345f83 | leaf | 12345000 | 4K | EL0: execute; EL1: read",
        "arm64    | pmd | 0060000012200701 | leaf | 12200000 | 2M | EL0: nothing; EL1: read, write",
        "arm64    | pud | 0060000040000701 | leaf | 40000000 | 1G | EL0: nothing; EL1: read, write",
        "arm64    | pgd | 0060000040000701 | reserved | - | - | -",
        "arm64    | pte | 0060000012345701 | reserved | - | - | -",
        "arm64    | pmd | 0000000012345003 | table | 12345000 | - | -",
        "arm64    | pte | 0078000012340703 | leaf_cont | 12340000 | 4K | EL0: nothing; EL1: read, write",
        "arm64_16k | pud | 0060000040000701 | reserved | - | - | -",
        // 64K and 52 bits: phys_to_pte puts PA[51:48] into bits 15 to 12.
        "arm64_64k | pte | 0068000012347703 | leaf | 7000012340000 | 64K | EL0: nothing; EL1: read, write",
        // Linux 6.12: PTE_PRESENT_INVALID is nG.
        "arm64    | pte | 0020000012345fc2 | present_invalid | - | - | -",
        // KVM: read, write, execute, MT_S2_NORMAL, inner shareable, AF; KVM_INVALID_PTE_LOCKED.
        "arm64_s2 | 3   | 00000000123457ff | leaf | 12345000 | 4K | guest: read, write, execute",
        "arm64_s2 | 2   | 0040000012200775 | leaf | 12200000 | 2M | guest: read",
        "arm64_s2 | 3   | 0000000000000400 | locked | - | - | -",
        // riscv: _PAGE_TABLE, PAGE_SHARED, a NAPOT entry of PFN 0x12340 (low nibble 1000), reserved encodings.
        "riscv64_sv39 | pmd | 00000000048d1401 | table | 12345000 | - | -",
        "riscv64_sv39 | pte | 00000000048d14d7 | leaf | 12345000 | 4K | U-mode: read, write; S-mode: nothing",
        "riscv64_sv39 | pte | 80000000048d20cf | leaf_napot | 12340000 | 64K | U-mode: nothing; S-mode: read, write, execute",
        "riscv64_sv39 | pte | 80000000048d14d7 | reserved_napot | - | - | -",
        "riscv64_sv39 | pte | 00000000048d14d5 | write_only | - | - | -",
        "riscv64_sv39 | pte | 00000000048d1401 | reserved | - | - | -",
        "riscv64_sv39 | pmd | 00000000048d14d7 | misaligned | - | - | -",
        "riscv64_sv39 | pgd | 00000000100000cf | leaf | 40000000 | 1G | U-mode: nothing; S-mode: read, write, execute",
        "riscv64_sv39 | pte | 60000000048d14d7 | reserved_pbmt | - | - | -",
        // ppc64: RADIX_PMD_VAL_BITS with a page table of 32 entries; user and kernel pages.
        "ppc64_radix | pmd | 8000000012345605 | table | 12345600 | - | -",
        "ppc64_radix | pte | c000000012340186 | leaf | 12340000 | 64K | user: read, write; kernel: read, write",
        "ppc64_radix | pte | c00000001234018f | leaf | 12340000 | 64K | user: nothing; kernel: read, write, execute",
        "ppc64_radix | pte | e000000012340186 | leaf | 12340000 | 64K | user: read, write; kernel: read, write",
        "ppc64_radix | pte | 6000000012340186 | invalidated | - | - | -",
        // s390: read-write, dirty, young; read-only, clean, young; empty; types of tables.
        "s390     | pte | 000000001234503d | leaf | 12345000 | 4K | everyone: read, write, execute",
        "s390     | pte | 0000000012345315 | leaf | 12345000 | 4K | everyone: read",
        "s390     | pte | 0000000000000400 | none | - | - | -",
        "s390     | pmd | 0000000000000020 | none | - | - | -",
        "s390     | pud | 0000000000000024 | none | - | - | -",
        "s390     | pgd | 000000001234500f | table | 12345000 | - | -",
        "s390     | pgd | 000000001234500b | reserved | - | - | -",
        "s390     | pmd | 000000001230f403 | leaf | 12300000 | 1M | everyone: read, write, execute",
        // VT-d: __domain_mapping in both stages.
        "vtd_ss   | 1   | 0000000012345003 | leaf | 12345000 | 4K | device: read, write",
        "vtd_ss   | 2   | 0000000012200881 | leaf | 12200000 | 2M | device: read",
        "vtd_ss   | 4   | 0000000012345003 | table | 12345000 | - | device: read, write",
        "vtd_ss   | 4   | 0000000012345083 | reserved | - | - | -",
        "vtd_fs   | 1   | 8000000012345067 | leaf | 12345000 | 4K | user requests: read, write; supervisor requests: read, write",
        // AMD: iommu_v1_map_pages, set_pte_attr of v2.
        "amd_v1   | 1   | 7000000012345001 | leaf | 12345000 | 4K | device: read, write",
        "amd_v1   | 2   | 7000000012200001 | leaf | 12200000 | 2M | device: read, write",
        "amd_v1   | 2   | 6000000012345201 | table | 12345000 | - | device: read, write",
        "amd_v1   | 3   | 6000000012345201 | table_1 | 12345000 | - | device: read, write",
        "amd_v1   | 1   | 6000000012345201 | reserved | - | - | -",
        "amd_v2   | 1   | 8000000012345067 | leaf | 12345000 | 4K | user requests: read, write; supervisor requests: read, write",
        // arm_lpae_prot_to_pte: S1 read-write cached; S2 read-only cached; Mali's last level is of the type of blocks.
        "arm_lpae_s1 | 3 | 0000000012345f47 | leaf | 12345000 | 4K | unprivileged: read, write, execute; privileged: read, write",
        "arm_lpae_s1 | 3 | 0060000012345fc7 | leaf | 12345000 | 4K | unprivileged: read; privileged: read",
        "arm_lpae_s2 | 2 | 000000001220077d | leaf | 12200000 | 2M | device: read, execute",
        "mali_lpae | 3  | 00000000123452c5 | leaf | 12345000 | 4K | device: read, write, execute",
        "mali_lpae | 3  | 00000000123452c7 | reserved | - | - | -",
        // v7s: arm_v7s_prot_to_pte read-write cached at both levels; a large page; a supersection; a table.
        "arm_v7s  | 2   | 12345c7e | leaf | 12345000 | 4K | unprivileged: read, write, execute; privileged: read, write, execute",
        "arm_v7s  | 1   | 12331c0e | leaf | 12300000 | 1M | unprivileged: read, write, execute; privileged: read, write, execute",
        "arm_v7s  | 1   | 12071c0e | leaf_16m | 12000000 | 16M | unprivileged: read, write, execute; privileged: read, write, execute",
        "arm_v7s  | 2   | 12341c3d | leaf_64k | 12340000 | 64K | unprivileged: read, write, execute; privileged: read, write, execute",
        "arm_v7s  | 1   | 12345401 | table | 12345400 | - | -",
        // DART: dart_init_pte; the second format's addresses are moved down by 4 bits.
        "dart     | 2   | 000fff0812344003 | leaf | 812344000 | 16K | device: read, write",
        "dart     | 2   | 000fff0812344083 | leaf | 812344000 | 16K | device: read",
        "dart2    | 2   | 000fff0081234403 | leaf | 812344000 | 16K | device: read, write",
        // Exynos: mk_lv2ent_spage, mk_lv1ent_sect with the rights of both versions.
        "exynos   | 2   | 12345212 | leaf | 12345000 | 4K | device: read",
        "exynos   | 1   | 12300402 | leaf | 12300000 | 1M | device: read, write",
        "exynos_v5 | 2  | 0123450e | leaf | 12345000 | 4K | device: read, write",
        "exynos_v5 | 1  | 01230012 | leaf | 12300000 | 1M | device: read"
    })
    void means(String name, String levelName, String hex, String word, String address, String size, String access) {
        PageTableFormat format = Formats.named(name).orElseThrow();
        Level level = format.level(levelName).orElseThrow();
        Reading reading = format.decode(level, Long.parseUnsignedLong(hex, 16));
        assertEquals(word, reading.layout().word());
        assertEquals(address, reading.address().isPresent() ? Long.toHexString(reading.address().getAsLong()) : null);
        assertEquals(size, reading.kind() == Kind.LEAF ? Size.text(reading.layout().size()) : null);
        String rights = reading.access().stream().map(a -> a.who() + ": " + a.text()).collect(Collectors.joining("; "));
        assertEquals(access, rights.isEmpty() ? null : rights);
        assertEquals(List.of(), reading.kind() == Kind.LEAF ? reading.unnamed() : List.of());
    }

    @Test
    void protNoneHasTheFrameInverted() {
        PageTableFormat x86 = Formats.named("x86_64").orElseThrow();
        Reading reading = x86.decode(x86.level("pte").orElseThrow(), 0x800fffffedcba120L);
        assertEquals(0x12345000L, new Values(reading.layout(), reading.entry()).get("address"));
    }

    /** PAGE_SIZE_PTE and PTE_PAGE_SIZE of amd_iommu_types.h for every size and random addresses. */
    @Test
    void amdSizesAreCodedAsLinuxDoes() {
        PageTableFormat amd = Formats.named("amd_v1").orElseThrow();
        Random random = new Random(7);
        for (int size = 13; size <= 47; size++) {
            int number = (size - 12) / 9 + 1;
            if ((size - 12) % 9 == 0) {
                continue;
            }
            Level level = amd.level(Integer.toString(number)).orElseThrow();
            for (int i = 0; i < 100; i++) {
                long bytes = 1L << size;
                long address = random.nextLong() & 0x000f_ffff_ffff_f000L & -bytes;
                long coded = (address | bytes - 1) & ~(bytes >> 1) & 0x000f_ffff_ffff_f000L;
                Reading reading = amd.decode(level, coded | 7L << 9 | 0x6000_0000_0000_0001L);
                assertEquals(size, reading.layout().size());
                assertEquals(address, reading.address().orElseThrow());
                assertEquals(reading.entry(), Encoder.encode(
                        reading.layout(), Map.of("address", address, "read", 1L, "write", 1L)));
            }
        }
    }

    /** __swp_entry of x86_64: the offset is inverted and goes up by SWP_OFFSET_SHIFT, then down by SWP_TYPE_BITS. */
    @Test
    void swapEntriesAreCodedAsLinuxDoes() {
        PageTableFormat x86 = Formats.named("x86_64").orElseThrow();
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            long type = random.nextInt(32);
            long offset = random.nextLong() & (1L << 50) - 1;
            long entry = ~offset << 14 >>> 5 | type << 59;
            Reading reading = x86.decode(x86.level("pte").orElseThrow(), entry);
            assertEquals("swap", reading.layout().word());
            Values values = new Values(reading.layout(), entry);
            assertEquals(type, values.get("type"));
            assertEquals(offset, values.get("offset"));
        }
    }
}
