package org.shootdown.lower;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.sema.Attributes;
import org.shootdown.sema.Granule;
import org.shootdown.sema.Sizes;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.ScenarioItem;

/**
 * The size of a page in a cell. x86 has entries of 4K, 2M and 1G (Intel SDM vol. 3A, 4.5); arm64 has what its granule
 * gives, and besides runs of entries with the contiguous bit (Arm ARM D8.7.1). The sizes of hugetlb are all but the
 * smallest (arch/x86/mm/hugetlbpage.c, arch/arm64/mm/hugetlbpage.c: arch_hugetlb_valid_size()), and that of the level
 * above the last if nothing is said (default_hstate); a transparent huge page has that size in the kernels of the library.
 */
final class PageSizes {

    /** What the library says of huge pages it says of x86_64 and arm64, and of architectures that the script declares. */
    private static final List<String> BASE_ONLY = List.of("riscv64", "ppc64_radix", "s390");

    private final World world;
    private final Granule granule;

    private PageSizes(World world) {
        this.world = world;
        this.granule = world.granule();
    }

    /**
     * The size in units of 4K.
     *
     * @param read the page's words with their values
     * @throws LoweringException if the architecture or such memory has no pages of that size
     */
    static int of(ScenarioItem.Page page, Map<String, Expression> read, World world) {
        return new PageSizes(world).of(page, read);
    }

    private int of(ScenarioItem.Page page, Map<String, Expression> read) {
        boolean hugetlb = read.containsKey("hugetlb");
        boolean transparent = read.containsKey("thp");
        Expression expression = read.get("size");
        if (expression == null && !(transparent || hugetlb)) {
            return granule.base();
        }
        world.leanOnGranule();
        int size = expression == null ? granule.pmd() : inPages(expression);
        if (isBaseOnly(world) && (size != granule.base() || hugetlb || transparent)) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_MODELLED,
                            expression == null ? page.span() : expression.span(),
                            "huge pages are modelled only on x86_64 and arm64 yet")
                    .help("on " + world.library.arch() + " there are pages of " + granule.word()));
        }
        if (expression == null) {
            return size;
        }
        ofArchitecture(expression.span(), size, hugetlb);
        if (hugetlb) {
            return size;
        }
        if (transparent && size != granule.pmd()) {
            throw notTransparent(page, expression.span(), size);
        }
        boolean anonymous = List.of("file", "zero", "ksm", "shared").stream().noneMatch(read::containsKey);
        if (size != granule.base() && (size != granule.pmd() || !anonymous)) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_MODELLED,
                            expression.span(),
                            "pages of " + Sizes.text(size) + " are modelled only of "
                                    + (size == granule.pmd() ? "private anonymous memory and of hugetlb" : "hugetlb"))
                    .help("write `hugetlb` besides, or `size " + granule.word() + "`"));
        }
        return size;
    }

    /** Whether of the architecture of a cell only the smallest pages, and only their own entries, are modelled. */
    static boolean isBaseOnly(World world) {
        return BASE_ONLY.stream().anyMatch(world.library::isArch);
    }

    private int inPages(Expression size) {
        return Attributes.text(size, world.cell)
                .flatMap(Sizes::inPages)
                .orElseThrow(() -> new LoweringException(
                        Diagnostic.of(Code.PAGE_SIZE, size.span(), "no page has this size").help(thereAre(false))));
    }

    private void ofArchitecture(Span span, int size, boolean hugetlb) {
        if (sizes(hugetlb).contains(size)) {
            return;
        }
        String granules = world.library.isArch("arm64") ? ", where the granule is " + granule.word() + "," : "";
        String sentence = hugetlb && size == granule.base()
                ? "hugetlb has no pages of " + granule.word() + ", which are not huge"
                : "the architecture " + world.library.arch() + granules + " has no pages of " + Sizes.text(size)
                        + (hugetlb ? ", nor has hugetlb" : "");
        throw new LoweringException(Diagnostic.of(Code.PAGE_SIZE, span, sentence).help(thereAre(hugetlb)));
    }

    private List<Integer> sizes(boolean hugetlb) {
        return granule.sizes(!world.library.isArch("x86_64")).stream()
                .filter(s -> !hugetlb || s != granule.base())
                .toList();
    }

    private String thereAre(boolean hugetlb) {
        return "there are "
                + sizes(hugetlb).stream().map(s -> "`size " + Sizes.text(s) + "`").collect(Collectors.joining(", "));
    }

    private LoweringException notTransparent(ScenarioItem.Page page, Span span, int size) {
        String pmd = Sizes.text(granule.pmd());
        if (size == granule.base() || size > granule.pmd()) {
            return new LoweringException(
                    Code.CONTRADICTION, span, "a transparent huge page of `" + page.name() + "` has " + pmd);
        }
        return new LoweringException(Diagnostic.of(
                        Code.NOT_MODELLED,
                        span,
                        "a transparent huge page of " + Sizes.text(size) + " (multi-size THP) is of Linux 6.8 and later, and"
                                + " the library's kernels are older")
                .help("write `hugetlb size " + Sizes.text(size) + "`, or `thp` alone, which has " + pmd));
    }
}
