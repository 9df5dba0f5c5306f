package org.shootdown.machine.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tables have the bits that the kernel's macros have, as gcc evaluates them. It needs a kernel's source and runs
 * with {@code -Dkernel.source=PATH}: a folder, or an archive as Debian's packages linux-source-6.1 and -6.12 have it
 * (both agree; before 6.1 some of the files are others). Only the macros are used: includes are left out, and types and
 * helpers are given here.
 */
class KernelHeadersTest {

    private static final Pattern IDENTIFIER = Pattern.compile("\\w+");
    private static final String PRELUDE =
            """
            typedef unsigned long long u64, pteval_t, pmdval_t, pudval_t, p4dval_t, pgdval_t, arm_lpae_iopte;
            typedef unsigned int u32;
            #define _AT(T, X) ((T)(X))
            #define _AC(X, Y) ((u64)(X))
            #define UL(X) ((u64)(X))
            #define BIT(N) (1ULL << (N))
            #define BIT_ULL(N) (1ULL << (N))
            #define GENMASK(H, L) (~0ULL >> (63 - (H)) & ~0ULL << (L))
            #define GENMASK_ULL(H, L) GENMASK(H, L)
            #define PHYSICAL_PAGE_MASK GENMASK(51, 12)
            """;

    /**
     * Macros of some files, and the formats that name them.
     *
     * @param configuration definitions that the files look at
     * @param expressions what to evaluate for a macro whose value is not itself the bits; of fields by name first
     * @param changed macros that moved after Linux 6.1, the last of them in 6.13
     * @param least how many comparisons there are at least, in Linux 6.1
     */
    private record Group(
            String name,
            List<String> files,
            List<String> configuration,
            List<String> formats,
            Map<String, String> expressions,
            List<String> changed,
            int least) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Group> groups() {
        String x86 = "arch/x86/include/asm/";
        String arm64 = "arch/arm64/include/asm/";
        String power = "arch/powerpc/include/asm/book3s/64/";
        return Stream.of(
                new Group("x86_64", List.of(x86 + "pgtable_types.h", x86 + "pgtable_64.h"),
                        List.of("CONFIG_X86_64", "CONFIG_MEM_SOFT_DIRTY", "CONFIG_HAVE_ARCH_USERFAULTFD_WP",
                                "CONFIG_X86_INTEL_MEMORY_PROTECTION_KEYS"),
                        List.of("x86_64", "x86_64_5level"),
                        Map.of("SWP_OFFSET_SHIFT", "GENMASK(63 - SWP_TYPE_BITS, SWP_OFFSET_FIRST_BIT)",
                                "SWP_TYPE_BITS", "GENMASK(63, 64 - SWP_TYPE_BITS)"),
                        List.of("_PAGE_DEVMAP"), 60),
                new Group("ept", List.of(x86 + "vmx.h"), List.of(), List.of("ept"), Map.of(), List.of(), 15),
                new Group("arm64 stage 1", List.of(arm64 + "pgtable-hwdef.h", arm64 + "pgtable-prot.h", arm64 + "pgtable.h"),
                        List.of("PAGE_SHIFT 12", "CONFIG_PGTABLE_LEVELS 4", "CONFIG_HAVE_ARCH_USERFAULTFD_WP"),
                        List.of("arm64"),
                        Map.of("PTE_ATTRINDX", "PTE_ATTRINDX_MASK", "PTE_ADDR_LOW", "PTE_ADDR_LOW & GENMASK(47, 12)",
                                "__SWP_TYPE_SHIFT", "(u64)__SWP_TYPE_MASK << __SWP_TYPE_SHIFT",
                                "__SWP_OFFSET_SHIFT", "(u64)__SWP_OFFSET_MASK << __SWP_OFFSET_SHIFT"),
                        List.of("__SWP_TYPE_SHIFT", "__SWP_OFFSET_SHIFT"), 70),
                new Group("arm64 stage 2", List.of("arch/arm64/kvm/hyp/pgtable.c", arm64 + "kvm_pgtable.h"),
                        List.of("PAGE_SHIFT 12"), List.of("arm64_s2", "arm64_s2_16k", "arm64_s2_64k"), Map.of(), List.of(),
                        40),
                new Group("riscv", List.of("arch/riscv/include/asm/pgtable-bits.h", "arch/riscv/include/asm/pgtable-64.h",
                                "arch/riscv/include/asm/pgtable.h"),
                        List.of("CONFIG_64BIT"), List.of("riscv64_sv39", "riscv64_sv48", "riscv64_sv57", "riscv_iommu"),
                        Map.of("__SWP_TYPE_SHIFT", "(u64)__SWP_TYPE_MASK << __SWP_TYPE_SHIFT",
                                "__SWP_OFFSET_SHIFT", "~0ULL << __SWP_OFFSET_SHIFT"),
                        List.of("__SWP_TYPE_SHIFT", "__SWP_OFFSET_SHIFT"), 150),
                new Group("ppc64 radix", List.of(power + "pgtable.h", power + "radix-64k.h"),
                        List.of("PAGE_SHIFT 16", "PAGE_MASK (~0ULL << PAGE_SHIFT)", "CONFIG_MEM_SOFT_DIRTY"),
                        List.of("ppc64_radix"),
                        // Linux takes fewer bits of the address than the architecture; NLS has room for more levels' sizes.
                        Map.of("PTE_RPN_MASK", "PTE_RPN_MASK | GENMASK(56, 53)", "offset", "PTE_RPN_MASK", "RADIX_PTE_INDEX_SIZE", "GENMASK(4, 0)"),
                        List.of(), 40),
                new Group("s390", List.of("arch/s390/include/asm/pgtable.h"),
                        List.of("PAGE_SHIFT 12", "PAGE_MASK (~0ULL << PAGE_SHIFT)", "CONFIG_MEM_SOFT_DIRTY"),
                        List.of("s390"),
                        Map.of("__SWP_TYPE_SHIFT", "(u64)__SWP_TYPE_MASK << __SWP_TYPE_SHIFT",
                                "__SWP_OFFSET_SHIFT", "(u64)__SWP_OFFSET_MASK << __SWP_OFFSET_SHIFT"),
                        List.of("_SEGMENT_ENTRY_READ", "_SEGMENT_ENTRY_WRITE", "_SEGMENT_ENTRY_SOFT_DIRTY",
                                "_REGION3_ENTRY_READ", "_REGION3_ENTRY_WRITE", "_REGION3_ENTRY_SOFT_DIRTY"),
                        60),
                new Group("VT-d", List.of("drivers/iommu/intel/iommu.h"), List.of(), List.of("vtd_fs", "vtd_ss"),
                        Map.of("VTD_PAGE_MASK", "VTD_PAGE_MASK & GENMASK(51, 12)"), List.of(), 40),
                new Group("AMD v1", List.of("drivers/iommu/amd/amd_iommu_types.h"), List.of(), List.of("amd_v1"),
                        Map.of("PM_PTE_LEVEL", "PM_LEVEL_ENC(7)"), List.of(), 150),
                new Group("AMD v2", List.of("drivers/iommu/amd/io_pgtable_v2.c"), List.of(), List.of("amd_v2"), Map.of(),
                        List.of(), 40),
                new Group("LPAE", List.of("drivers/iommu/io-pgtable-arm.c"), List.of(),
                        List.of("arm_lpae_s1", "arm_lpae_s2", "mali_lpae"),
                        Map.of("ARM_LPAE_PTE_TYPE_MASK", "ARM_LPAE_PTE_TYPE_MASK & BIT(1)",
                                "ARM_LPAE_PTE_ATTRINDX_SHIFT", "7 << ARM_LPAE_PTE_ATTRINDX_SHIFT",
                                "pxn", "ARM_LPAE_PTE_XN & BIT(53)", "uxn", "ARM_LPAE_PTE_XN & BIT(54)",
                                "xn", "ARM_LPAE_PTE_XN & BIT(54)", "xn_el", "ARM_LPAE_PTE_XN & BIT(53)"),
                        List.of(), 80),
                new Group("v7s", List.of("drivers/iommu/io-pgtable-arm-v7s.c"), List.of(), List.of("arm_v7s"),
                        v7s(), List.of(), 30),
                new Group("DART", List.of("drivers/iommu/io-pgtable-dart.c"), List.of(), List.of("dart_4k", "dart2"),
                        Map.of(), List.of(), 15));
    }

    /** Its attributes are relative to the level; LVL is given by the test. */
    private static Map<String, String> v7s() {
        Map<String, String> expressions = new LinkedHashMap<>();
        for (String attribute : List.of("ARM_V7S_PTE_AF", "ARM_V7S_PTE_AP_UNPRIV", "ARM_V7S_PTE_AP_RDONLY",
                "ARM_V7S_ATTR_S", "ARM_V7S_ATTR_NG")) {
            expressions.put(attribute, "(" + attribute + " << ARM_V7S_ATTR_SHIFT(LVL))");
        }
        expressions.put("ARM_V7S_ATTR_TEX", "(ARM_V7S_ATTR_TEX(7) << ARM_V7S_ATTR_SHIFT(LVL))");
        expressions.put("ARM_V7S_ATTR_XN", "ARM_V7S_ATTR_XN(LVL)");
        expressions.put("ARM_V7S_CONT_PAGE_XN_SHIFT", "BIT(ARM_V7S_CONT_PAGE_XN_SHIFT)");
        expressions.put("ARM_V7S_CONT_PAGE_TEX_MASK",
                "(ARM_V7S_ATTR_TEX(7) << ARM_V7S_ATTR_SHIFT(2) << ARM_V7S_CONT_PAGE_TEX_SHIFT)");
        expressions.put("ARM_V7S_LVL_MASK", "(u32)(ARM_V7S_LVL_MASK(LVL) * TIMES)");
        return expressions;
    }

    /** What is compared, out of an archive; empty if no source is named. */
    private static Optional<Path> tree;

    @BeforeAll
    static void unpack(@TempDir Path unpacked) throws Exception {
        tree = Optional.of(System.getProperty("kernel.source", "")).filter(s -> !s.isEmpty()).map(Path::of);
        if (tree.isEmpty() || Files.isDirectory(tree.get())) {
            return;
        }
        assertTrue(Files.isRegularFile(tree.get()), () -> "-Dkernel.source: there is no " + tree.get());
        List<String> command = new ArrayList<>(List.of("tar", "-xf", tree.get().toAbsolutePath().toString(),
                "--strip-components=1", "--wildcards", "--no-wildcards-match-slash", "*/Makefile"));
        groups().flatMap(g -> g.files().stream()).distinct().forEach(f -> command.add("*/" + f));
        run(unpacked, command.toArray(String[]::new));
        tree = Optional.of(unpacked);
    }

    @ParameterizedTest
    @MethodSource("groups")
    void bitsAreThoseOfTheMacros(Group group, @TempDir Path folder) throws Exception {
        assumeTrue(tree.isPresent(), "-Dkernel.source=PATH names no kernel source");
        boolean old = isOlderThan613(tree.get());
        Map<String, Long> expected = new TreeMap<>();
        StringBuilder program = new StringBuilder("#include <stdio.h>\n").append(PRELUDE);
        program.append(macros(tree.get(), group, folder)).append("int main(void) {\n");
        for (String name : group.formats()) {
            PageTableFormat format = Formats.named(name).orElseThrow();
            for (Level level : format.levels()) {
                for (Layout layout : level.layouts()) {
                    for (BitField field : layout.fields()) {
                        if (isComparable(format, layout, field) && !(old && group.changed().contains(field.macro()))) {
                            String key = name + "/" + level.number() + "/" + layout.word() + "/" + field.name();
                            expected.put(key, field.mask());
                            program.append(print(key, expression(group, field), field, level, layout));
                        }
                    }
                }
            }
        }
        Files.writeString(folder.resolve("values.c"), program.append("return 0;\n}\n").toString());
        run(folder, "gcc", "-w", "-o", "values", "values.c");
        Map<String, Long> seen = new TreeMap<>();
        for (String line : run(folder, "./values").lines().toList()) {
            String[] words = line.split(" ");
            seen.put(words[0], Long.parseUnsignedLong(words[1], 16));
        }
        List<String> wrong = new ArrayList<>();
        seen.forEach((field, value) -> {
            if (!value.equals(expected.get(field))) {
                wrong.add(field + " is " + Long.toHexString(expected.get(field)) + ", gcc says " + Long.toHexString(value));
            }
        });
        assertEquals(List.of(), wrong);
        assertTrue(seen.size() >= group.least(), group + ": only " + seen.size() + " fields compared");
    }

    /** Large leaves have fewer address bits than the macro; addresses in pieces and values of a mask are left out. */
    private static boolean isComparable(PageTableFormat format, Layout layout, BitField field) {
        boolean whole = !field.address() || layout.kind() == Kind.LEAF && layout.size() == format.pageShift()
                || format.name().equals("arm_v7s") && field.bits().size() == 1;
        boolean sample = field.macro().equals("_PAGE_TOLERANT") || field.macro().startsWith("ARM_LPAE_PTE_MEMATTR");
        return IDENTIFIER.matcher(field.macro()).matches() && whole && !sample;
    }

    private static String expression(Group group, BitField field) {
        return Optional.ofNullable(group.expressions().get(field.name()))
                .orElse(group.expressions().getOrDefault(field.macro(), field.macro()));
    }

    /** Nothing is printed for a macro that this kernel does not have. */
    private static String print(String key, String expression, BitField field, Level level, Layout layout) {
        int times = 1 << Math.max(0, layout.size() - level.shift());
        return "#ifdef " + field.macro() + "\n#define LVL " + level.number() + "\n#define TIMES " + times
                + "\nprintf(\"" + key + " %llx\\n\", (u64)(" + expression + "));\n#undef LVL\n#undef TIMES\n#endif\n";
    }

    /** The macros of the files after the choice of their configuration, without what they include. */
    private static String macros(Path tree, Group group, Path folder) throws Exception {
        StringBuilder text = new StringBuilder();
        group.configuration().forEach(c -> text.append("#define ").append(c).append(c.contains(" ") ? "\n" : " 1\n"));
        text.append("#define IS_ENABLED(X) X\n");
        for (String file : group.files()) {
            Path path = tree.resolve(file);
            assertTrue(Files.exists(path), () -> path + " is missing");
            text.append(Files.readString(path).replaceAll("(?m)^\\s*#\\s*include.*$", "")).append('\n');
        }
        Files.writeString(folder.resolve("headers.h"), text.toString());
        String defined = run(folder, "gcc", "-w", "-E", "-dM", "-undef", "headers.h");
        List<String> prelude = new ArrayList<>(List.of("IS_ENABLED"));
        Matcher given = Pattern.compile("(?m)^#define (\\w+)").matcher(PRELUDE);
        while (given.find()) {
            prelude.add(given.group(1));
        }
        return defined.lines()
                .filter(l -> prelude.stream().noneMatch(p -> l.matches("#define " + p + "\\b.*")))
                .filter(l -> !l.matches("#define (__STDC|printf|main|return|static|inline|const)\\w*.*"))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static boolean isOlderThan613(Path tree) throws IOException {
        Path makefile = tree.resolve("Makefile");
        assertTrue(Files.exists(makefile), () -> makefile + " is missing");
        String text = Files.readString(makefile);
        return 1000 * number(text, "VERSION") + number(text, "PATCHLEVEL") < 6013;
    }

    private static int number(String makefile, String name) {
        Matcher matcher = Pattern.compile("(?m)^" + name + " = (\\d+)").matcher(makefile);
        assertTrue(matcher.find(), name);
        return Integer.parseInt(matcher.group(1));
    }

    private static String run(Path folder, String... command) throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "too slow: " + String.join(" ", command));
        String text = Files.readString(output);
        assertEquals(0, process.exitValue(), text);
        return text;
    }
}
