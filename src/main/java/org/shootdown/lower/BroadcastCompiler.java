package org.shootdown.lower;

import java.util.List;
import java.util.stream.IntStream;
import org.shootdown.diag.Code;
import org.shootdown.diag.Span;
import org.shootdown.ir.CostKind;
import org.shootdown.ir.Step;
import org.shootdown.ir.Value;
import org.shootdown.sema.Granule;
import org.shootdown.sema.Sizes;
import org.shootdown.syntax.Expression.Call;

/** Compiles invalidations that take effect some time after they are issued, and are waited for by a barrier. */
final class BroadcastCompiler {

    /** Whom they tell, and of what. */
    private record Form(String text, boolean walks, boolean local) {}

    /** Those of one page, whatever the level of its entry. */
    private static final List<String> PLAIN =
            List.of("tlbi", "tlbi_vae1is", "tlbi_vale1", "tlbi_vae1", "tlbie", "tlbiel", "invlpgb");

    /** How many tables an entry of level 1 stands for, with pages of 4K. */
    private static final int LOWER_TABLES = 512;

    private final ThreadCompiler thread;
    private final World world;

    BroadcastCompiler(ThreadCompiler thread) {
        this.thread = thread;
        this.world = thread.world();
    }

    void compile(String name, Arguments in, Call call, Span span) {
        OperationCompiler.requireRule(world, "broadcast_invalidation", "no broadcast invalidation", span);
        Form form = form(name);
        boolean namesTag = name.startsWith("tlbie");
        if (!namesTag && !new LoadCompiler(thread).requireOneTag(name, PLAIN.contains(name), span)) {
            return;
        }
        switch (name) {
            case "tlbi_level", "tlbi_vae1is_level" -> {
                int level = level(in.value(1), span);
                String text = world.pageName(in.page(0)) + (level == 0 ? "" : ", level " + level);
                emit(form, List.of(in.page(0)), text, hint(level, in.page(0)), span);
            }
            case "tlbi_aside1is", "tlbie_pid", "tlbiel_pid", "tlbie_pid_all", "tlbiel_pid_all" -> {
                int space = space(in.operand(0), span);
                Step.Hint hint = name.endsWith("_pid") ? Step.Hint.TLB : Step.Hint.NONE;
                emit(form, pagesOf(space), world.spaces.get(space).name(), hint, span);
            }
            case "tlbie_pid_pwc", "tlbiel_pid_pwc" -> {
                int space = space(in.operand(0), span);
                // Pages that are in no block have upper entries that never change.
                List<Integer> pages = pagesOf(space).stream()
                        .filter(p -> world.blockOf(p).isPresent())
                        .toList();
                emit(form, pages, world.spaces.get(space).name(), Step.Hint.TABLES, span);
            }
            case "tlbie_size", "tlbiel_size" -> size(form, in, call, span);
            case "tlbi_rvale1is", "tlbi_rvae1is" -> {
                List<Integer> pages = RegionCompiler.pages(in.operand(0), span);
                if (pages.isEmpty()) {
                    return;
                }
                String range = world.pageName(pages.get(0))
                        + (pages.size() == 1 ? "" : ".." + world.pageName(pages.get(pages.size() - 1)));
                emit(form, pages, range, Step.Hint.NONE, span);
            }
            case "tlbie", "tlbiel" -> {
                // It names the size of the smallest pages, and spares what is cached of larger ones.
                Step.Hint hint = world.blockOf(in.page(0)).isPresent() ? Step.Hint.LOWEST : Step.Hint.NONE;
                emit(form, List.of(in.page(0)), world.pageName(in.page(0)), hint, span);
            }
            default -> emit(form, List.of(in.page(0)), world.pageName(in.page(0)), Step.Hint.NONE, span);
        }
    }

    /** One that names the size of the page: what maps all under an upper entry is one entry to it, whose parts all go. */
    private void size(Form form, Arguments in, Call call, Span span) {
        int page = in.page(0);
        boolean large = new LookUps(thread).isLarge(page, in, 1, call);
        List<Integer> pages = large
                ? world.blocks.get(world.blockOf(page).orElseThrow()).pages()
                : List.of(page);
        Step.Hint hint = large ? Step.Hint.UPPER : world.blockOf(page).isPresent() ? Step.Hint.LOWEST : Step.Hint.NONE;
        emit(form, pages, world.pageName(page) + (large ? ", " + Sizes.text(world.upperSize(page) >> 12) : ""), hint, span);
    }

    private List<Integer> pagesOf(int space) {
        return IntStream.range(0, world.pages.size())
                .filter(p -> world.pages.get(p).space() == space)
                .boxed()
                .toList();
    }

    /** Where CPUs load address spaces, what names no tag is of the only one there is; Power's name the page's own (RS, PID). */
    private Step step(Form form, int page, Step.Hint hint) {
        if (world.loads.areOn() && form.text().startsWith("tlbie")) {
            Value tag = Value.constant(new LoadCompiler(thread).ownTag(world.pages.get(page).space()));
            return new Step.InvalidateBroadcastTag(page, tag, form.local(), hint);
        }
        return new Step.InvalidateBroadcast(page, form.walks(), form.local(), hint);
    }

    private static Form form(String name) {
        return switch (name) {
            case "tlbi", "tlbi_level" -> new Form("TLBI ", false, false);
            case "tlbi_vae1is", "tlbi_vae1is_level" -> new Form("TLBI with walk ", true, false);
            case "tlbi_vale1" -> new Form("local TLBI ", false, true);
            case "tlbi_vae1" -> new Form("local TLBI with walk ", true, true);
            case "tlbi_aside1is" -> new Form("TLBI of all of ", true, false);
            case "tlbi_rvale1is" -> new Form("range TLBI ", false, false);
            case "tlbi_rvae1is" -> new Form("range TLBI with walk ", true, false);
            case "tlbie" -> new Form("tlbie ", false, false);
            case "tlbiel" -> new Form("tlbiel ", false, true);
            case "tlbie_size" -> new Form("tlbie ", false, false);
            case "tlbiel_size" -> new Form("tlbiel ", false, true);
            case "tlbie_pid" -> new Form("tlbie of all of ", false, false);
            case "tlbiel_pid" -> new Form("tlbiel of all of ", false, true);
            case "tlbie_pid_pwc" -> new Form("tlbie of the walk cache for ", true, false);
            case "tlbiel_pid_pwc" -> new Form("tlbiel of the walk cache for ", true, true);
            case "tlbie_pid_all" -> new Form("tlbie with walk of all of ", true, false);
            case "tlbiel_pid_all" -> new Form("tlbiel with walk of all of ", true, true);
            default -> new Form("INVLPGB ", true, false);
        };
    }

    static int space(Operand operand, Span span) {
        if (operand instanceof Operand.Space space) {
            return space.index();
        }
        throw new LoweringException(Code.NOT_STATIC, span, "the address space must be known before the run");
    }

    /** The kernel's numbers of levels, of which 0 says nothing (arch/arm64/include/asm/tlbflush.h, __tlbi_level()). */
    private static int level(Value level, Span span) {
        if (level instanceof Value.Constant constant && List.of(0, 2, 3).contains(constant.value())) {
            return constant.value();
        }
        throw new LoweringException(
                Code.NOT_STATIC, span, "the level must be known before the run: 0 (none is named), 2 or 3");
    }

    /** All entries of a page without a block are of one level: a hint names that, or none of them. */
    private Step.Hint hint(int level, int page) {
        if (level == 0) {
            return Step.Hint.NONE;
        }
        if (world.blockOf(page).isPresent()) {
            return level == 2 ? Step.Hint.UPPER : Step.Hint.LOWEST;
        }
        world.leanOnGranule();
        return level == levelOf(world.pages.get(page).size()) ? Step.Hint.NONE : Step.Hint.UPPER;
    }

    private int levelOf(int size) {
        boolean level1 = world.granule() == Granule.OF_4K && size >= world.granule().pmd() * LOWER_TABLES;
        return level1 ? 1 : size >= world.granule().pmd() ? 2 : 3;
    }

    /**
     * One instruction: it is issued at once for all its pages, and takes effect for each of them at a time of its own, since
     * nothing says that it empties caches in one step. What hardware does page by page is a run of this, too.
     */
    private void emit(Form form, List<Integer> pages, String what, Step.Hint hint, Span span) {
        // A CPU that runs none of the scenario's threads has no translations to lose.
        if (!form.local() || thread.cpu() >= 0) {
            boolean several = pages.size() > 1;
            int outer = several ? thread.code().beginAtomic() : 0;
            for (int page : pages) {
                String text = page == pages.get(0) ? form.text() + what : "";
                thread.code().emit(step(form, page, hint), span, text);
            }
            if (several) {
                thread.code().endAtomic(outer);
            }
        }
        thread.code().emit(new Step.Count(CostKind.TLBI), span, "");
    }
}
