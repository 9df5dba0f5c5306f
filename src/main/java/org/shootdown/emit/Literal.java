package org.shootdown.emit;

import java.nio.charset.StandardCharsets;

/** The content of a C string literal. */
record Literal(String text) {

    /** With quotes and escapes; octal ones, because those end after three digits. */
    String quoted() {
        StringBuilder out = new StringBuilder("\"");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xff;
            if (c == '"' || c == '\\' || c == '?') {
                out.append('\\').append((char) c);
            } else if (c < ' ' || c > '~') {
                out.append(String.format("\\%03o", c));
            } else {
                out.append((char) c);
            }
        }
        return out.append('"').toString();
    }
}
