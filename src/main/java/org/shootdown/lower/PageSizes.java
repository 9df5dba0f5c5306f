package org.shootdown.lower;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.sema.Attributes;
import org.shootdown.sema.Sizes;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.ScenarioItem;

/**
 * The size of a page in a cell. x86 has entries of 4K, 2M and 1G (Intel SDM vol. 3A, 4.5); arm64 with a granule of 4K
 * has besides runs of sixteen entries with the contiguous bit, 64K and 32M (Arm ARM D8.7.1). The sizes of hugetlb are all
 * but the smallest (arch/x86/mm/hugetlbpage.c, arch/arm64/mm/hugetlbpage.c: arch_hugetlb_valid_size()); a transparent
 * huge page is 2M in the kernels of the library.
 */
final class PageSizes {

    private static final List<Integer> OF_X86 = List.of(Sizes.BASE, Sizes.PMD, Sizes.PUD);
    private static final List<Integer> OF_ARM64 =
            List.of(Sizes.BASE, Sizes.CONTIGUOUS, Sizes.PMD, Sizes.CONTIGUOUS_PMD, Sizes.PUD);

    /** What the library says of huge pages it says of x86_64 and arm64, and of architectures that the script declares. */
    private static final List<String> BASE_ONLY = List.of("riscv64", "ppc64_radix", "s390");

    private PageSizes() {}

    /**
     * The size in units of 4K.
     *
     * @param read the page's words with their values
     * @throws LoweringException if the architecture or such memory has no pages of that size
     */
    static int of(ScenarioItem.Page page, Map<String, Expression> read, World world) {
        boolean hugetlb = read.containsKey("hugetlb");
        boolean transparent = read.containsKey("thp");
        Expression expression = read.get("size");
        if (expression == null && !(transparent || hugetlb)) {
            return Sizes.BASE;
        }
        int size = expression == null ? Sizes.PMD : inPages(expression, world);
        if (isBaseOnly(world) && (size != Sizes.BASE || hugetlb || transparent)) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_MODELLED,
                            expression == null ? page.span() : expression.span(),
                            "huge pages are modelled only on x86_64 and arm64 yet")
                    .help("on " + world.library.arch() + " there are pages of 4K"));
        }
        if (expression == null) {
            return size;
        }
        ofArchitecture(expression.span(), size, hugetlb, world);
        if (hugetlb) {
            return size;
        }
        if (transparent && size != Sizes.PMD) {
            throw notTransparent(page, expression.span(), size);
        }
        boolean anonymous = List.of("file", "zero", "ksm", "shared").stream().noneMatch(read::containsKey);
        if (size != Sizes.BASE && (size != Sizes.PMD || !anonymous)) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_MODELLED,
                            expression.span(),
                            "pages of " + Sizes.text(size) + " are modelled only of "
                                    + (size == Sizes.PMD ? "private anonymous memory and of hugetlb" : "hugetlb"))
                    .help("write `hugetlb` besides, or `size 4K`"));
        }
        return size;
    }

    /** Whether of the architecture of a cell only pages of 4K, and only their own entries, are modelled. */
    static boolean isBaseOnly(World world) {
        return BASE_ONLY.stream().anyMatch(world.library::isArch);
    }

    private static int inPages(Expression size, World world) {
        return Attributes.text(size, world.cell)
                .flatMap(Sizes::inPages)
                .orElseThrow(() -> new LoweringException(Diagnostic.of(
                                Code.PAGE_SIZE, size.span(), "no page has this size")
                        .help("sizes are written `4K`, `64K`, `2M`, `32M` and `1G`")));
    }

    private static void ofArchitecture(Span span, int size, boolean hugetlb, World world) {
        List<Integer> sizes = (world.library.isArch("x86_64") ? OF_X86 : OF_ARM64)
                .stream().filter(s -> !hugetlb || s != Sizes.BASE).toList();
        if (sizes.contains(size)) {
            return;
        }
        String all = sizes.stream().map(s -> "`size " + Sizes.text(s) + "`").collect(Collectors.joining(", "));
        String sentence = hugetlb && size == Sizes.BASE
                ? "hugetlb has no pages of 4K, which are not huge"
                : "the architecture " + world.library.arch() + " has no pages of " + Sizes.text(size)
                        + (hugetlb ? ", nor has hugetlb" : "");
        throw new LoweringException(Diagnostic.of(Code.PAGE_SIZE, span, sentence).help("there are " + all));
    }

    private static LoweringException notTransparent(ScenarioItem.Page page, Span span, int size) {
        if (size == Sizes.BASE || size > Sizes.PMD) {
            return new LoweringException(
                    Code.CONTRADICTION, span, "a transparent huge page of `" + page.name() + "` has 2M");
        }
        return new LoweringException(Diagnostic.of(
                        Code.NOT_MODELLED,
                        span,
                        "a transparent huge page of " + Sizes.text(size) + " (multi-size THP) is of Linux 6.8 and later, and"
                                + " the library's kernels are older")
                .help("write `hugetlb size " + Sizes.text(size) + "`, or `thp` alone, which has 2M"));
    }
}
