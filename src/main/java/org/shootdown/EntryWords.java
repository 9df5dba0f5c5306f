package org.shootdown;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.shootdown.engine.Trace;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Program;
import org.shootdown.machine.format.PageTableFormat;
import org.shootdown.machine.format.ProcessEntries;
import org.shootdown.report.RunResult;

/**
 * What the entries in a timeline are as words of the architecture's page tables, so that they can be compared with those of
 * an oops and given to {@code shootdown pte}. Frames lie one behind another, from 4G on.
 */
final class EntryWords {

    private static final long FIRST_FRAME = 1L << 32;

    /** More would be no help. */
    private static final int MOST = 6;

    private EntryWords() {}

    /**
     * Of entries of 4K pages of processes.
     *
     * @param architectures that of the cell, and what it extends
     * @param savesDirty see {@link ProcessEntries#word}
     */
    static List<RunResult.Entry> in(Trace trace, Program program, List<String> architectures, boolean savesDirty) {
        Optional<PageTableFormat> format = ProcessEntries.format(architectures);
        boolean large = program.hardware().pages().stream().anyMatch(p -> p.size() != 1);
        if (format.isEmpty() || large) {
            return List.of();
        }
        Map<String, RunResult.Entry> entries = new LinkedHashMap<>();
        Pattern pattern = pattern(program.hardware().frames());
        List<String> texts = new ArrayList<>(trace.steps().stream().map(Trace.Step::text).toList());
        texts.add(trace.ending());
        for (String text : texts) {
            for (Matcher found = pattern.matcher(text); found.find() && entries.size() < MOST; ) {
                entry(found, program, format.get(), savesDirty).ifPresent(e -> entries.putIfAbsent(e.text(), e));
            }
        }
        return List.copyOf(entries.values());
    }

    /** What {@link PageTableEntry#text} prints of an entry that is valid. */
    private static Pattern pattern(List<String> frames) {
        // The zero frame's entries have a bit of their own (pte_mkspecial()).
        String names = frames.stream().skip(1).filter(f -> !f.equals("zero")).map(Pattern::quote).collect(Collectors.joining("|"));
        // An entry of a run is one of sixteen, and here of two or three: there is no word for it.
        return Pattern.compile("(?<![\\w.\\[])(" + names + ")'* (ro|rw|rx|rwx)\\b(?! cont)( huge)?( clean)?( old)?");
    }

    private static Optional<RunResult.Entry> entry(
            Matcher found, Program program, PageTableFormat format, boolean savesDirty) {
        String access = found.group(2);
        int flags = PageTableEntry.VALID
                | (access.contains("w") ? PageTableEntry.WRITABLE : 0)
                | (access.contains("x") ? PageTableEntry.EXECUTABLE : 0)
                | (found.group(3) != null ? PageTableEntry.LARGE : 0)
                | (found.group(4) != null ? PageTableEntry.CLEAN : 0)
                | (found.group(5) != null ? PageTableEntry.OLD : 0);
        long address = FIRST_FRAME + 4096L * program.hardware().frames().indexOf(found.group(1));
        return ProcessEntries.word(format, flags, address, savesDirty)
                .map(word -> new RunResult.Entry(found.group(), format.name(), String.format("%016x", word)));
    }
}
