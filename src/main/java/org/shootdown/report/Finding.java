package org.shootdown.report;

import java.util.List;

/**
 * An error or a warning about a script, in plain words and numbers.
 *
 * @param severity {@code error} or {@code warning}
 * @param code the entry of the catalogue, such as {@code SD0201}
 * @param related other places involved
 * @param helps ways out
 */
public record Finding(
        String severity, String code, String message, Place place, List<Place> related, List<String> helps) {

    /**
     * Where, with what is there.
     *
     * @param line counted from 1
     * @param column counted from 1, in UTF-16 units
     * @param label may be empty
     */
    public record Place(String file, int line, int column, String label) {}

    public Finding {
        related = List.copyOf(related);
        helps = List.copyOf(helps);
    }
}
