package org.shootdown;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.shootdown.engine.Trace;
import org.shootdown.ir.Frame;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.Levels;
import org.shootdown.ir.Mention;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Program;
import org.shootdown.machine.format.EntryWord;
import org.shootdown.machine.format.EntryWriter;
import org.shootdown.machine.format.GuestEntries;
import org.shootdown.machine.format.ProcessEntries;
import org.shootdown.machine.format.Size;
import org.shootdown.machine.iopgtable.DomainEntries;
import org.shootdown.report.RunResult;
import org.shootdown.report.Timeline;

/**
 * What the entries in a timeline are as words of their page tables, so that they can be compared with those of an oops and
 * given to {@code shootdown pte}. Of the tables of devices' own no format is known.
 */
final class EntryWords {

    /**
     * What the entries of processes depend on.
     *
     * @param architectures that of the cell, and what it extends
     * @param pageShift the size of the smallest pages as a power of two
     * @param era what the cell's kernel does
     */
    record Processor(List<String> architectures, int pageShift, ProcessEntries.Era era) {}

    private static final String ZERO_FRAME = "zero";

    private final Hardware hardware;
    private final FrameAddresses addresses;
    private final Processor processor;
    /** By page table: who writes its entries. */
    private final Map<Integer, Optional<EntryWriter>> writers = new LinkedHashMap<>();

    private EntryWords(
            Program program, List<Mention> mentioned, Processor processor) {
        this.hardware = program.hardware();
        this.addresses = new FrameAddresses(program, mentioned);
        this.processor = processor;
    }

    /**
     * Of the entries that a trace speaks of, each once, in the order in which it does.
     *
     * @param processor what the cell's CPUs and kernel have entries be
     */
    static List<RunResult.Entry> in(Trace trace, Program program, Processor processor) {
        List<Mention> drawn = new ArrayList<>();
        List<Mention> all = new ArrayList<>();
        for (int i = 0; i < trace.steps().size(); i++) {
            all.addAll(trace.steps().get(i).mentioned());
            if (Timeline.draws(trace, i)) {
                drawn.addAll(trace.steps().get(i).mentioned());
            }
        }
        all.addAll(trace.mentioned());
        drawn.addAll(trace.mentioned());
        EntryWords words = new EntryWords(program, all, processor);
        Map<String, RunResult.Entry> entries = new LinkedHashMap<>();
        for (Mention mention : all) {
            words.word(mention).ifPresent(word -> {
                // That an empty entry is 0 need not be said.
                RunResult.Entry entry = words.entry(mention, word, drawn.contains(mention) && word.value() != 0);
                entries.merge(entry.key(), entry, (one, other) -> one.drawn() ? one : other);
            });
        }
        return List.copyOf(entries.values());
    }

    private RunResult.Entry entry(Mention mention, EntryWord word, boolean drawn) {
        return new RunResult.Entry(
                PageTableEntry.text(mention.entry(), hardware.frames()),
                word.format().name(),
                word.levelName(),
                word.isLast(),
                Size.text(power(size(mention))),
                word.hex(),
                drawn);
    }

    /** In units of 4K. */
    private int size(Mention mention) {
        List<Levels.Block> blocks = hardware.levels().blocks();
        if (mention.upper()) {
            return blocks.get(mention.of()).covers();
        }
        return PageTableEntry.isLeaf(mention.entry())
                ? blocks.get(blockOf(mention.of())).covers()
                : hardware.pages().get(mention.of()).size();
    }

    /** The block of a page that is in one. */
    private int blockOf(int page) {
        List<Levels.Block> blocks = hardware.levels().blocks();
        return IntStream.range(0, blocks.size())
                .filter(b -> blocks.get(b).pages().contains(page))
                .findFirst()
                .orElseThrow();
    }

    private Optional<EntryWord> word(Mention mention) {
        if (mention.upper()) {
            return upper(mention.of(), mention.entry());
        }
        Hardware.Page page = hardware.pages().get(mention.of());
        if (PageTableEntry.isLeaf(mention.entry())) {
            // What a leaf of the upper level gives a page is that leaf.
            int block = blockOf(mention.of());
            int number = hardware.levels().blocks().get(block).pages().indexOf(mention.of());
            return upper(block, PageTableEntry.part(mention.entry(), -number));
        }
        return writer(page.space()).flatMap(w -> word(w, page.size(), mention.entry()));
    }

    private Optional<EntryWord> upper(int block, int upper) {
        Levels.Block info = hardware.levels().blocks().get(block);
        Optional<EntryWriter> writer = writer(info.space());
        if (PageTableEntry.isTable(upper)) {
            return writer.flatMap(w -> w.table(power(info.covers()), addresses.of(PageTableEntry.frame(upper))));
        }
        // What pmdp_invalidate() leaves keeps permissions that the model's entry does not say.
        boolean whole = upper == PageTableEntry.EMPTY
                || PageTableEntry.valid(upper) && addresses.lieTogether(block, upper);
        return whole ? writer.flatMap(w -> word(w, info.covers(), upper)) : Optional.empty();
    }

    /** An entry that maps {@code size} units of 4K, or nothing in their place. */
    private Optional<EntryWord> word(EntryWriter writer, int size, int entry) {
        if (entry == PageTableEntry.EMPTY) {
            return writer.none(power(size));
        }
        String frame = hardware.frames().get(Frame.index(PageTableEntry.frame(entry)));
        // The zero frame's entries have a bit of their own (pte_mkspecial()) and are not dirty, which the model has them be.
        // An entry of a run is one of sixteen, and here of two or three: there is no word for it. Linux never sets nT.
        boolean known = Frame.index(PageTableEntry.frame(entry)) != 0
                && !frame.equals(ZERO_FRAME)
                && (entry & PageTableEntry.CONT) == 0
                && !PageTableEntry.isNt(entry);
        return known
                ? writer.leaf(power(size), entry & PageTableEntry.FLAGS, addresses.of(PageTableEntry.frame(entry)))
                : Optional.empty();
    }

    private static int power(int pages) {
        return 12 + Integer.numberOfTrailingZeros(pages);
    }

    private Optional<EntryWriter> writer(int space) {
        return writers.computeIfAbsent(space, s -> {
            Hardware.Table table = hardware.tables().get(s);
            return switch (table.kind()) {
                case PROCESS -> ProcessEntries.of(
                                processor.architectures(), processor.pageShift(), processor.era())
                        .map(EntryWriter.class::cast);
                case GUEST -> GuestEntries.of(
                                processor.architectures(), processor.pageShift(), processor.era().recent())
                        .map(EntryWriter.class::cast);
                case MIRROR -> Optional.empty();
                case DOMAIN -> Optional.of(new DomainEntries(table.format(), table.driver(), smallestLeaf(s)));
            };
        });
    }

    /** In bytes. */
    private long smallestLeaf(int space) {
        return 4096L * hardware.pages().stream()
                .filter(p -> p.space() == space)
                .mapToInt(Hardware.Page::size)
                .min()
                .orElse(1);
    }
}
