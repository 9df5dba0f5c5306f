package org.shootdown.lower;

import java.util.List;
import java.util.Optional;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.ir.Value;
import org.shootdown.sema.IoFormat;
import org.shootdown.sema.Sizes;
import org.shootdown.syntax.Expression.Call;

/** Compiles what code asks of the scenario's things, and of the formats of its domains: all known before the run. */
final class LookUps {

    private final ThreadCompiler thread;

    LookUps(ThreadCompiler thread) {
        this.thread = thread;
    }

    Operand of(String name, Call call, Arguments in) {
        World world = thread.world();
        return switch (name) {
            case "mm_of" -> spaceOf(in.operand(0), call);
            case "pages_of" -> new Operand.Pages(world.pagesOf(space(in, 0, call)));
            case "same_page" -> new Operand.Page(samePage(in, call));
            case "parent_of" -> new Operand.Space(parent(space(in, 0, call), call));
            case "mm_cpumask" -> new Operand.Cpus(world.cpusOf(space(in, 0, call)));
            case "irqs_disabled" -> Operand.of(thread.interrupts().disabled(cpu(in, call)));
            case "possible_cpus" -> new Operand.Cpus(loads().possibleCpus());
            case "cpumask_test_cpu" -> Operand.of(loads().inMask(cpu(in, call), space(in, 1, call)));
            case "ctx_id" -> Operand.of(Value.constant(space(in, 0, call) + 1));
            case "loaded_ctx_id" -> Operand.of(loads().loaded(cpu(in, call)));
            case "this_cpu" -> new Operand.Cpu(thread.cpu());
            case "device_page" -> new Operand.Page(devicePage(in, call));
            case "attached_devices" -> new Operand.Devices(
                    world.devicesBy(world.pages.get(in.page(0)).space()));
            case "domain_of" -> domainOf(in.operand(0), call);
            case "in_domain" -> Operand.of(thread.attachments().isIn(in.device(0), space(in, 1, call), call.span()));
            case "has_domain" -> Operand.of(thread.attachments().isAttached(in.device(0), call.span()));
            case "ats_enabled" -> Operand.of(thread.attachments().isAtsEnabled(in.device(0)));
            case "context_table_beside_valid" -> Operand.of(
                    Value.truth(thread.entryWords().of(in.device(0), call.span()).isTableBesideValid()));
            case "context_tag_beside_valid" -> Operand.of(
                    Value.truth(thread.entryWords().of(in.device(0), call.span()).isTagBesideValid()));
            case "pmd_first" -> Operand.of(Value.truth(isFirst(in.page(0))));
            case "pmd_size" -> Operand.of(Value.constant(upperSize(in.page(0))));
            case "vcpus" -> new Operand.Cpus(world.cpusOf(world.devices.get(in.device(0)).table()));
            case "subscribers" -> new Operand.Subscribers(
                    space(in, 0, call), world.devicesOf(space(in, 0, call)));
            case "ats" -> Operand.of(Value.truth(world.devices.get(in.device(0)).switches().ats()));
            case "pri" -> Operand.of(Value.truth(world.devices.get(in.device(0)).switches().pri()));
            case "stall" -> Operand.of(Value.truth(world.devices.get(in.device(0)).switches().stall()));
            case "pasid" -> Operand.of(Value.constant(world.devices.get(in.device(0)).switches().pasid()));
            case "btm" -> Operand.of(Value.truth(world.devices.get(in.device(0)).switches().btm()));
            case "vma_shared" -> Operand.of(Value.truth(world.pages.get(in.page(0)).shared()));
            case "in_block" -> Operand.of(Value.truth(world.blockOf(in.page(0)).isPresent()));
            case "pmd_range" -> new Operand.Pages(world.blockOf(in.page(0))
                    .map(b -> world.blocks.get(b).pages())
                    .orElse(List.of(in.page(0))));
            case "in_run" -> Operand.of(Value.truth(world.runs.runOf(in.page(0)).isPresent()));
            case "run_range" -> new Operand.Pages(world.runs.pagesWith(in.page(0)));
            case "is_vm_hugetlb_page" -> Operand.of(Value.truth(world.pages.get(in.page(0)).hugetlb()));
            case "page_size" -> Operand.of(Value.constant(pageSize(in.page(0), call)));
            case "page_shift", "pte_shift", "pmd_shift" -> Operand.of(Value.constant(shift(name, in.page(0))));
            case "is_contiguous" -> Operand.of(Value.truth(isContiguous(in.page(0))));
            case "page_cache_frame" -> Operand.of(Value.constant(world.pages.get(in.page(0)).file()));
            case "prq_tail", "prq_head", "prq_last", "prq_overflow", "iopf_handler", "iopf_pages", "iopf_reads", "iopf_writes" ->
                    new RequestCompiler(thread).lookUp(name, call, in);
            case "zero_frame" -> Operand.of(Value.constant(world.zeroFrame));
            default -> ofFormat(name, call, in);
        };
    }

    private LoadCompiler loads() {
        return new LoadCompiler(thread);
    }

    // ---- sizes ----------------------------------------------------------------------------------------------------

    private int upperSize(int page) {
        thread.world().leanOnGranule();
        return thread.world().upperSize(page);
    }

    /** In bytes. */
    private int pageSize(int page, Call call) {
        thread.world().leanOnGranule();
        int size = thread.world().pages.get(page).size();
        if (size > Integer.MAX_VALUE >> 12) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_MODELLED,
                            thread.calledAt(call.span()),
                            "the size of `" + thread.world().pageName(page) + "` in bytes, " + Sizes.text(size)
                                    + ", is more than a number can be here")
                    .help("`page_shift` yields it as a power of two"));
        }
        return size << 12;
    }

    private int shift(String name, int page) {
        World world = thread.world();
        world.leanOnGranule();
        int size = switch (name) {
            case "page_shift" -> world.pages.get(page).size();
            case "pte_shift" -> world.granule().base();
            default -> world.upperSize(page) >> 12;
        };
        return 12 + Integer.numberOfTrailingZeros(size);
    }

    private boolean isContiguous(int page) {
        World world = thread.world();
        world.leanOnGranule();
        return !world.library.isArch("x86_64") && world.granule().isRun(world.pages.get(page).size());
    }

    private Operand ofFormat(String name, Call call, Arguments in) {
        format(in.page(0), call);
        int size = call.arguments().size() > 1 ? number(in, 1, call) : 0;
        return FormatLookUps.of(thread.world(), name, in.page(0), size)
                .map(Operand::of)
                .orElseThrow(() -> new IllegalArgumentException(name));
    }

    private int number(Arguments in, int position, Call call) {
        if (in.value(position) instanceof Value.Constant constant) {
            return constant.value();
        }
        throw new LoweringException(
                Code.NOT_STATIC, thread.calledAt(call.span()), "the size must be known before the run");
    }

    private Operand spaceOf(Operand pages, Call call) {
        if (pages instanceof Operand.Page page) {
            World world = thread.world();
            if (world.spaces.get(world.pages.get(page.index()).space()).format().isPresent()) {
                throw new LoweringException(
                        Code.NOT_OF_AN_MM,
                        thread.calledAt(call.span()),
                        "`" + world.pageName(page.index()) + "` is a page of a domain, and belongs to no mm");
            }
            return new Operand.Space(world.pages.get(world.original(page.index())).space());
        }
        if (pages instanceof Operand.Pages range && !range.indices().isEmpty()) {
            return spaceOf(new Operand.Page(range.indices().get(0)), call);
        }
        throw new LoweringException(Code.NOT_STATIC, call.span(), "the pages must be known before the run");
    }

    private Operand domainOf(Operand pages, Call call) {
        if (pages instanceof Operand.Pages range && !range.indices().isEmpty()) {
            return domainOf(new Operand.Page(range.indices().get(0)), call);
        }
        if (pages instanceof Operand.Page page) {
            format(page.index(), call);
            return new Operand.Space(thread.world().pages.get(page.index()).space());
        }
        throw new LoweringException(Code.NOT_STATIC, call.span(), "the pages must be known before the run");
    }

    int space(Arguments in, int position, Call call) {
        if (in.operand(position) instanceof Operand.Space space) {
            return space.index();
        }
        throw new LoweringException(Code.NOT_STATIC, call.span(), "the address space must be known before the run");
    }

    static int cpu(Arguments in, Call call) {
        if (in.operand(0) instanceof Operand.Cpu cpu) {
            return cpu.index();
        }
        throw new LoweringException(Code.NOT_STATIC, call.span(), "the CPU must be known before the run");
    }

    private int parent(int space, Call call) {
        int parent = thread.world().spaces.get(space).parent();
        if (parent < 0) {
            throw new LoweringException(
                    Code.FORK,
                    call.span(),
                    "`" + thread.world().spaces.get(space).name() + "` is not declared as the fork of another mm");
        }
        return parent;
    }

    /** The format of the I/O page table that a page is in. */
    private IoFormat format(int page, Call call) {
        World world = thread.world();
        return world.spaces.get(world.pages.get(page).space()).format().orElseThrow(() -> new LoweringException(
                Code.NOT_OF_AN_MM,
                thread.calledAt(call.span()),
                "`" + world.pageName(page) + "` is a page of an address space, and this is about domains"));
    }

    /** Whether a page is the first of its block. */
    private boolean isFirst(int page) {
        return thread.world()
                .blockOf(page)
                .filter(b -> thread.world().blocks.get(b).pages().get(0) == page)
                .isPresent();
    }

    private int size(int page, Call call) {
        format(page, call);
        return thread.world().pages.get(page).size() << 12;
    }

    /** Whether a size is that of a leaf for the whole block of the page, and not that of the page. */
    boolean isLarge(Arguments in, Call call) {
        return isLarge(in.page(1), in, 2, call);
    }

    /** {@code argument}: which is the size that an invalidation of the page names. */
    boolean isLarge(int page, Arguments in, int argument, Call call) {
        int wanted = number(in, argument, call);
        World world = thread.world();
        world.leanOnGranule();
        boolean large = world.blockOf(page).isPresent() && wanted == world.upperSize(page);
        if (!large && wanted != world.pages.get(page).size() << 12) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_MODELLED,
                            thread.calledAt(call.span()),
                            "no leaf of " + wanted + " bytes can translate `" + world.pageName(page) + "`")
                    .help("the size is `page_size(a)` or, of a page in a block, `pmd_size(a)`"));
        }
        return large;
    }

    /** A page is one leaf, so that a part of it has nothing of its own; what is larger is a block or several pages. */
    void wholeLeaf(Arguments in, Call call) {
        int size = size(in.page(0), call);
        String page = thread.world().pageName(in.page(0));
        int wanted = number(in, 1, call);
        if (thread.world().runs.runOf(in.page(0)).isPresent()) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_MODELLED,
                            thread.calledAt(call.span()),
                            "what Linux does to a leaf that has several entries, as that of `" + page + "`, is not modelled")
                    .help("write its entries one by one: `xchg_pte(p, ...)` for p in `run_range(" + page + ")`"));
        }
        Optional<List<Integer>> block = thread.world().blockOf(in.page(0)).map(b -> thread.world().blocks.get(b).pages());
        if (block.isPresent() && wanted == thread.world().upperSize(in.page(0))) {
            int first = block.get().get(0);
            if (first != in.page(0)) {
                throw new LoweringException(Diagnostic.of(
                                Code.NOT_MODELLED,
                                thread.calledAt(call.span()),
                                "so much from `" + page + "` on reaches beyond its block")
                        .help("the block begins with `" + thread.world().pageName(first) + "`"));
            }
            return;
        }
        if (wanted != size) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_MODELLED,
                            thread.calledAt(call.span()),
                            "`" + page + "` is one leaf of " + size + " bytes, and this is not all of it")
                    .help(wanted < size
                            ? "a part of a larger leaf is a page of its own: `page X block H huge`"
                            : "unmap page by page"));
        }
    }

    private int devicePage(Arguments in, Call call) {
        DeviceInfo device = thread.world().devices.get(in.device(0));
        return thread.world()
                .mirrored(device.table(), in.page(1))
                .orElseThrow(() -> new LoweringException(Diagnostic.of(
                                Code.NO_OWN_TABLE,
                                call.span(),
                                "`" + device.name() + "` has no page table of its own that mirrors this page")
                        .help("only `device ... mirror m` and `vm ... of m` have one")));
    }

    private int samePage(Arguments in, Call call) {
        World.PageInfo page = thread.world().pages.get(in.page(0));
        int space = space(in, 1, call);
        return thread.world()
                .page(space, page.name())
                .orElseThrow(() -> new LoweringException(
                        Code.UNKNOWN_NAME,
                        call.span(),
                        "the address space `" + thread.world().spaces.get(space).name() + "` has no page `"
                                + page.name() + "`"));
    }
}
