package org.shootdown.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.shootdown.machine.format.Kind;
import org.shootdown.machine.format.Level;
import org.shootdown.machine.format.PageTableFormat;
import org.shootdown.machine.format.Reading;

/**
 * What an entry can mean.
 *
 * @param label what a pasted line calls it; empty for an entry alone
 * @param address the address that a pasted line is about
 * @param groups the readings, each with all the levels at which the entry says the same
 */
record PteReadings(long entry, String label, OptionalLong address, List<List<Reading>> groups) {

    static PteReadings of(PageTableFormat format, PteInput.Entry entry, Optional<Level> only) {
        List<List<Reading>> groups = new ArrayList<>();
        for (Level level : only.map(List::of).orElse(format.levels())) {
            Reading reading = format.decode(level, entry.value());
            Optional<List<Reading>> same =
                    groups.stream().filter(g -> g.get(0).saysTheSameAs(reading)).findFirst();
            if (same.isPresent()) {
                same.get().add(reading);
            } else {
                groups.add(new ArrayList<>(List.of(reading)));
            }
        }
        return new PteReadings(entry.value(), entry.label(), entry.address(), groups);
    }

    /** Where a leaf takes the address of the pasted line. */
    OptionalLong translated() {
        Reading reading = groups.get(0).get(0);
        if (address.isEmpty() || groups.size() > 1 || reading.kind() != Kind.LEAF) {
            return OptionalLong.empty();
        }
        long offset = address.getAsLong() & (1L << reading.layout().size()) - 1;
        return OptionalLong.of(reading.address().orElse(0) + offset);
    }
}
