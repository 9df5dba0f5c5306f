package org.shootdown.machine;

import java.util.stream.IntStream;
import org.shootdown.ir.Hardware;

/**
 * Puts entries into the sets of what caches may hold, where sets say that ({@link CacheModel#MAY_SETS}); where fills are
 * explicit it does nothing.
 */
final class MaySets {

    private final Hardware hardware;
    private final Contexts contexts;
    private final ContiguousRuns runs;
    private final LoadedSpaces loaded;
    private final Keeping keeping;
    private final boolean isOn;
    /** By page: the slots of the CPUs' caches that may keep an overwritten entry; none if fills are explicit. */
    private final int[][] cpuKeepers;
    /** By page: the CPUs whose caches may, while they have its address space loaded; none if fills are explicit. */
    private final int[][] loaders;
    /** By page: the devices whose caches may. */
    private final int[][] keepers;
    /** By page: the devices whose caches may, while they can be translated by its entry; none if fills are explicit. */
    private final int[][] movers;

    MaySets(
            Hardware hardware,
            Contexts contexts,
            ContiguousRuns runs,
            Keeping keeping,
            LoadedSpaces loaded,
            CacheModel model) {
        this.loaded = loaded;
        this.hardware = hardware;
        this.contexts = contexts;
        this.runs = runs;
        this.keeping = keeping;
        this.isOn = model == CacheModel.MAY_SETS;
        this.keepers = new int[hardware.pages().size()][];
        this.cpuKeepers = new int[keepers.length][];
        this.movers = new int[keepers.length][];
        this.loaders = new int[keepers.length][];
        for (int page = 0; page < keepers.length; page++) {
            cpuKeepers[page] = isOn && !loaded.areOn() ? cpuCachesOf(page) : new int[0];
            loaders[page] = isOn && loaded.areOn() ? loadersOf(page) : new int[0];
            keepers[page] = isOn ? cachesOf(page) : new int[0];
            movers[page] = isOn ? moversOf(page) : new int[0];
        }
    }

    private int[] cpuCachesOf(int page) {
        int space = hardware.pages().get(page).space();
        return hardware.cpus().stream()
                .filter(c -> c.spaces().contains(space))
                .mapToInt(c -> c.translations() + page)
                .toArray();
    }

    private int[] loadersOf(int page) {
        int space = hardware.pages().get(page).space();
        return IntStream.range(0, hardware.cpus().size())
                .filter(c -> hardware.cpus().get(c).spaces().contains(space))
                .toArray();
    }

    private int[] cachesOf(int page) {
        int space = hardware.pages().get(page).space();
        return IntStream.range(0, hardware.devices().size())
                .filter(d -> hardware.devices().get(d).context().isEmpty()
                        && hardware.devices().get(d).region().isEmpty())
                .filter(d -> hardware.devices().get(d).space() == space)
                .toArray();
    }

    private int[] moversOf(int page) {
        int space = hardware.pages().get(page).space();
        return IntStream.range(0, hardware.devices().size())
                .filter(d -> hardware.devices().get(d).context().isPresent()
                        || hardware.devices().get(d).region().isPresent())
                .filter(d -> hardware.devices().get(d).walks(space))
                .toArray();
    }

    /** An entry has been overwritten: it may be in every cache that could have walked to it. */
    void keep(int[] state, int page, int oldOfCpus, int oldSet, int newSet) {
        for (int slot : cpuKeepers[page]) {
            state[slot] = (state[slot] | keeping.translations(0, page, oldOfCpus)) & ~newSet;
        }
        for (int cpu : loaders[page]) {
            if (loaded.isLoaded(state, cpu, page)) {
                int slot = loaded.tlb(state, cpu, page);
                state[slot] = (state[slot] | keeping.translations(cpu, page, oldOfCpus)) & ~newSet;
            }
        }
        for (int d : keepers[page]) {
            Hardware.Device device = hardware.devices().get(d);
            int kept = keeping.translations(hardware.cpus().size() + d, page, oldSet);
            state[device.translations() + page] = (state[device.translations() + page] | kept) & ~newSet;
            if (device.ats()) {
                state[device.deviceTranslations() + page] = (state[device.deviceTranslations() + page] | kept) & ~newSet;
            }
        }
        for (int d : movers[page]) {
            Hardware.Device device = hardware.devices().get(d);
            int kept = keeping.translations(hardware.cpus().size() + d, page, oldSet);
            if (contexts.reaches(state, d, page)) {
                int slot = device.translations() + page;
                state[slot] = (state[slot] | kept) & ~newSet;
            }
            if (contexts.fillsAtc(state, d, page)) {
                int slot = device.deviceTranslations() + page;
                state[slot] = (state[slot] | kept) & ~newSet;
            }
        }
    }

    /** What walks now find of a page by another entry of its run may be in every cache of who walks so. */
    void fill(int[] state, int page, int found) {
        for (int c = 0; c < hardware.cpus().size() && isOn; c++) {
            Hardware.Cpu cpu = hardware.cpus().get(c);
            if (cpu.spaces().contains(hardware.pages().get(page).space()) && runs.isUsed(c, found)) {
                state[cpu.translations() + page] |= keeping.cached(c, found);
            }
        }
        for (int d = 0; d < hardware.devices().size() && isOn; d++) {
            Hardware.Device device = hardware.devices().get(d);
            if (contexts.reaches(state, d, page) && runs.isUsed(hardware.cpus().size() + d, found)) {
                state[device.translations() + page] |= found;
                if (contexts.fillsAtc(state, d, page)) {
                    state[device.deviceTranslations() + page] |= found;
                }
            }
        }
    }
}
