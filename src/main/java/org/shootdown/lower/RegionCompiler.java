package org.shootdown.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.ir.CostKind;
import org.shootdown.ir.Step;

/** Compiles the commands by which a region of a GPU's address space is locked, flushed and unlocked. */
final class RegionCompiler {

    private final ThreadCompiler thread;

    RegionCompiler(ThreadCompiler thread) {
        this.thread = thread;
    }

    /** {@code as_command_lock}: the pages are the region from now on. */
    void lock(int device, Operand pages, Span span) {
        require(device, span);
        World world = thread.world();
        List<Integer> region = pages(pages, span);
        for (int page : region) {
            if (world.pages.get(page).space() != world.devices.get(device).table()) {
                throw refused(
                        span,
                        "`" + name(device) + "` does not translate by the table that `" + world.pageName(page) + "` is in",
                        "lock pages of the domain that the device is attached to");
            }
        }
        List<List<Integer>> regions = world.regions.computeIfAbsent(device, d -> new ArrayList<>());
        if (!regions.contains(region)) {
            regions.add(region);
        }
        queue(device, Step.CommandKind.LOCK_REGION, regions.indexOf(region), span);
    }

    /** {@code mmu_block}: all that the device translates by is the region. */
    void block(int device, Span span) {
        require(device, span);
        World world = thread.world();
        List<Integer> all = IntStream.range(0, world.pages.size())
                .filter(p -> world.pages.get(p).space() == world.devices.get(device).table())
                .boxed()
                .toList();
        List<List<Integer>> regions = world.regions.computeIfAbsent(device, d -> new ArrayList<>());
        if (!regions.contains(all)) {
            regions.add(all);
        }
        queue(device, Step.CommandKind.LOCK_REGION, regions.indexOf(all), span);
    }

    /** {@code as_command_unlock} and {@code as_command_flush_pt}: both end the lock. */
    void unlock(int device, Step.CommandKind kind, Span span) {
        require(device, span);
        thread.world().regions.computeIfAbsent(device, d -> new ArrayList<>());
        queue(device, kind, 0, span);
        thread.code().emit(new Step.Count(CostKind.IOTLB), span, "");
    }

    private void queue(int device, Step.CommandKind kind, int region, Span span) {
        thread.code().emit(new Step.QueueCommand(device, kind, region), span, "");
    }

    static List<Integer> pages(Operand pages, Span span) {
        if (pages instanceof Operand.Page page) {
            return List.of(page.index());
        }
        if (pages instanceof Operand.Pages range) {
            return range.indices().stream().sorted().toList();
        }
        throw new LoweringException(Code.NOT_STATIC, span, "the pages must be known before the run");
    }

    private void require(int device, Span span) {
        World world = thread.world();
        DeviceInfo info = world.devices.get(device);
        if (info.kind() == DeviceInfo.Kind.VIRTUAL_MACHINE) {
            throw refused(span, "`" + info.name() + "` is a virtual machine", "only a GPU's MMU locks regions");
        }
        world.compiledBy.add(info.iommu() + ".region_lock");
        if (!World.isOn(world.library.iommuRules(info.iommu()), "region_lock")) {
            throw refused(
                    span,
                    "the IOMMU `" + info.iommu() + "` of `" + info.name() + "` cannot lock a region",
                    "`iommu = mali` can; one of your own says `rule region_lock = on`");
        }
        if (info.switches().ats()) {
            throw refused(
                    span,
                    "`" + info.name() + "` has translations of its own (`ats on`), and who uses these does not wait",
                    "leave `ats` out: a GPU is no PCIe device behind an IOMMU here");
        }
        if (world.movables.containsKey(device)) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_MODELLED,
                            thread.calledAt(span),
                            "`" + info.name() + "` is attached and detached, and what is locked meanwhile is not modelled yet")
                    .help("leave it in its domain"));
        }
    }

    private LoweringException refused(Span span, String sentence, String help) {
        return new LoweringException(
                Diagnostic.of(Code.NO_REGION, thread.calledAt(span), sentence).help(help));
    }

    private String name(int device) {
        return thread.world().devices.get(device).name();
    }
}
