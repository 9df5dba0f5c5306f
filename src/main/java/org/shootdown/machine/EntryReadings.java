package org.shootdown.machine;

import java.util.List;
import org.shootdown.ir.Hardware;

/**
 * How an IOMMU reads the entry of a device that is written word by word. It reads the part with the valid bit first, and
 * the other parts at any time after that, each once (VT-d: the 512 bits of a PASID entry are fetched in parts of 128 bits,
 * commit "iommu/vt-d: Clear Present bit before tearing down PASID entry", 2026; Arm SMMUv3: 64 bits are single-copy atomic,
 * arm-smmu-v3.c, arm_smmu_write_entry()). That the valid bit is read first is what drivers count on that write the rest,
 * then set it, and invalidate nothing (intel/pasid.c, pasid_set_present()). An invalidation ends what has been read and
 * cached.
 *
 * <p>A <em>reading</em> is what has been read so far: of the table and of the tag a value, or that it is still to be read. It
 * is a bit of the slot of what is cached. The reading that would begin now needs no record there while sets say what may be
 * cached ({@link CacheModel#MAY_SETS}); one that has begun and waits for the rest stands for those that have since read what
 * is in memory now.
 *
 * <p>A <em>way</em> is what a finished reading leads to: bit 0 for an entry that is not valid, else a table and a tag, each
 * 0 for none or one more than the index in the domains.
 */
final class EntryReadings {

    private final Hardware.Context context;
    private final Hardware.Words words;
    /** The values of a table and a tag. */
    private final int values;
    /** Instead of a value: it is still to be read. */
    private final int unread;

    EntryReadings(Hardware.Context context) {
        this.context = context;
        this.words = context.words().orElseThrow();
        this.values = context.domains().size() + 1;
        this.unread = values;
    }

    // ---- the entry in memory ------------------------------------------------------------------------------------

    private static boolean isValid(int entry) {
        return (entry & 1) != 0;
    }

    private int table(int entry) {
        return (entry >> 1) % values;
    }

    private int tag(int entry) {
        return (entry >> 1) / values;
    }

    /** The entry with a field of it written. */
    int written(int entry, org.shootdown.ir.Step.ContextField field, int value) {
        int domains = context.domains().size();
        return switch (field) {
            case ALL -> Hardware.Words.entry(domains, value != 0, value, value);
            case VALID -> Hardware.Words.entry(domains, value != 0, table(entry), tag(entry));
            case TABLE -> Hardware.Words.entry(domains, isValid(entry), value, tag(entry));
            case TAG -> Hardware.Words.entry(domains, isValid(entry), table(entry), value);
        };
    }

    // ---- ways ---------------------------------------------------------------------------------------------------

    private int wayOf(int table, int tag) {
        return 1 + table + values * tag;
    }

    /** The table of a way as an index of the page tables; -1 for none. */
    int tableOf(int way) {
        return domain((way - 1) % values);
    }

    /** The domain whose tag a way has; -1 for that of none. */
    int tagOf(int way) {
        return domain((way - 1) / values);
    }

    private int domain(int value) {
        return value == 0 ? -1 : context.domains().get(value - 1);
    }

    /** The way of the entry in memory, read all at once. */
    int now(int entry) {
        return isValid(entry) ? wayOf(table(entry), tag(entry)) : 0;
    }

    /** All ways by which the IOMMU may go. */
    int ways(int entry, int readings) {
        int ways = 1 << now(entry);
        for (int rest = readings; rest != 0; rest &= rest - 1) {
            int reading = Integer.numberOfTrailingZeros(rest);
            ways |= 1 << (reading == 0 ? 0 : finished(reading, entry));
        }
        return ways;
    }

    /** Where a reading leads that reads the rest now. */
    private int finished(int reading, int entry) {
        int table = tableRead(reading);
        int tag = tagRead(reading);
        return wayOf(table == unread ? table(entry) : table, tag == unread ? tag(entry) : tag);
    }

    // ---- readings -----------------------------------------------------------------------------------------------

    private int reading(int table, int tag) {
        return 1 + table + (values + 1) * tag;
    }

    private int tableRead(int reading) {
        return (reading - 1) % (values + 1);
    }

    private int tagRead(int reading) {
        return (reading - 1) / (values + 1);
    }

    /** What has been read when only the part with the valid bit has: 0 for an entry that is not valid. */
    int begun(int entry) {
        if (!isValid(entry)) {
            return 0;
        }
        return reading(
                words.tableWithValid() ? table(entry) : unread, words.tagWithValid() ? tag(entry) : unread);
    }

    /** The readings that go on from some, by reading one part more. */
    int continued(int readings, int entry) {
        int set = 0;
        for (int rest = readings & ~1; rest != 0; rest &= rest - 1) {
            int reading = Integer.numberOfTrailingZeros(rest);
            set |= continued(reading, true, entry) | continued(reading, false, entry);
        }
        return set;
    }

    /** {@code table}: whether it goes on with the part with the table; empty if that has been read. */
    private int continued(int reading, boolean table, int entry) {
        int tableRead = tableRead(reading);
        int tagRead = tagRead(reading);
        if ((table ? tableRead : tagRead) != unread) {
            return 0;
        }
        boolean both = words.tableWithTag();
        return 1 << reading(
                table || both ? table(entry) : tableRead, !table || both ? tag(entry) : tagRead);
    }

    /**
     * What may be read and cached behind a store that puts the entry {@code now} in the place of {@code before}: whoever
     * has begun may have read any part before it.
     *
     * @param keepsNone whether an entry that is not valid is cached
     */
    int superseded(int readings, int before, int now, boolean keepsNone) {
        int set = readings;
        int beginning = 0;
        if (begun(before) != begun(now)) {
            set |= isValid(before) || keepsNone ? 1 << begun(before) : 0;
        } else if (isValid(now)) {
            beginning = 1 << begun(now);
        }
        if (table(before) != table(now) || words.tableWithTag() && tag(before) != tag(now)) {
            set |= through(set | beginning, true, before);
        }
        if (tag(before) != tag(now) && !words.tableWithTag()) {
            set |= through(set | beginning, false, before);
        }
        return needed(set, now);
    }

    private int through(int readings, boolean table, int entry) {
        int set = 0;
        for (int rest = readings & ~1; rest != 0; rest &= rest - 1) {
            set |= continued(Integer.numberOfTrailingZeros(rest), table, entry);
        }
        return set;
    }

    /** Without what another one stands for: a reading that can read now what this one has read. */
    private int needed(int readings, int entry) {
        int known = readings | 1 << begun(entry);
        int set = readings & ~(1 << begun(entry));
        for (int rest = set & ~1; rest != 0; rest &= rest - 1) {
            int reading = Integer.numberOfTrailingZeros(rest);
            boolean table = !words.tableWithValid() && tableRead(reading) == table(entry);
            boolean tag = !words.tagWithValid() && tagRead(reading) == tag(entry);
            boolean isImplied = words.tableWithTag() && !words.tableWithValid()
                    ? table && tag && has(known, unread, unread)
                    : table && has(known, unread, tagRead(reading))
                            || tag && has(known, tableRead(reading), unread)
                            || table && tag && has(known, unread, unread);
            if (isImplied) {
                set &= ~(1 << reading);
            }
        }
        return set;
    }

    private boolean has(int readings, int table, int tag) {
        return (readings >> reading(table, tag) & 1) != 0;
    }

    /** How reports call a way; {@code tables}: the page tables. */
    String text(int way, List<Hardware.Table> tables) {
        if (way == 0) {
            return "no domain";
        }
        int table = tableOf(way);
        int tag = tagOf(way);
        if (table == tag && table >= 0) {
            return tables.get(table).name();
        }
        return (table < 0 ? "no table" : "the table of " + tables.get(table).name()) + ", tagged as "
                + (tag < 0 ? "none" : tables.get(tag).name());
    }

    /** How reports call a reading. */
    String readingText(int reading, List<Hardware.Table> tables) {
        if (reading == 0) {
            return "no domain";
        }
        int table = tableRead(reading);
        int tag = tagRead(reading);
        if (table != unread && tag != unread) {
            return text(wayOf(table, tag), tables);
        }
        String first = table == unread ? "" : ", " + (table == 0 ? "no table" : "the table of " + tables.get(domain(table)).name());
        String second = tag == unread ? "" : ", the tag of " + (tag == 0 ? "none" : tables.get(domain(tag)).name());
        return "a valid entry" + first + second + " so far";
    }
}
