package org.shootdown.machine.format;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What an entry means at a level. */
public record Reading(PageTableFormat format, Level level, Layout layout, long entry) {

    public Kind kind() {
        return layout.kind();
    }

    /** Where it leads: the start of what a leaf maps, or of the next table. */
    public OptionalLong address() {
        return layout.fields().stream()
                .filter(f -> f.address() && (kind() == Kind.LEAF || kind() == Kind.TABLE))
                .mapToLong(f -> f.get(entry))
                .findFirst();
    }

    public List<Access> access() {
        return layout.access().apply(new Values(layout, entry));
    }

    /** What else is to be said of it, in sentences. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>(layout.notes().apply(new Values(layout, entry)));
        if (layout.isReplicated(level)) {
            notes.add("It stands in " + (1L << layout.size() - level.shift()) + " consecutive entries, all the same.");
        }
        if (layout.run() > 0) {
            notes.add("It is one of " + (1L << layout.run() - level.shift()) + " consecutive entries that map "
                    + Size.text(layout.run()) + "; a TLB may hold them as one.");
        }
        return notes;
    }

    /** The set bits that have no name here, in runs from the highest. */
    public List<Bits> unnamed() {
        long left = entry & layout.unnamed(format.width());
        List<Bits> runs = new ArrayList<>();
        for (int high = 63; high >= 0; high--) {
            if ((left >>> high & 1) != 0) {
                int low = high;
                while (low > 0 && (left >>> low - 1 & 1) != 0) {
                    low--;
                }
                runs.add(new Bits(high, low, 0));
                high = low;
            }
        }
        return runs;
    }

    /** Whether the other says the same of the same entry: the same kind, fields, size and rights. */
    public boolean saysTheSameAs(Reading other) {
        return kind() == other.kind()
                && layout.title().equals(other.layout.title())
                && layout.fields().equals(other.layout.fields())
                && unnamed().equals(other.unnamed())
                && notes().equals(other.notes());
    }
}
