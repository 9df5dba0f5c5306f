package org.shootdown.emit;

/** A part of C identifiers, unique among those with the same prefix; {@link Names} makes them. */
record Identifier(String text) {

    Identifier {
        if (!text.matches("[A-Za-z0-9_]+")) {
            throw new IllegalArgumentException("`" + text + "` is not part of a C identifier");
        }
    }
}
