package org.shootdown.machine.format;

/** The fields of an entry by name. */
public record Values(Layout layout, long entry) {

    public long get(String field) {
        return layout.field(field)
                .orElseThrow(() -> new IllegalArgumentException(layout.title() + " has no field `" + field + "`"))
                .get(entry);
    }

    public boolean is(String field) {
        return get(field) != 0;
    }
}
