package org.shootdown.machine.format;

import java.util.ArrayList;
import java.util.List;

/** What an entry by itself lets someone do; the tables above it can take rights away. */
public record Access(String who, boolean read, boolean write, boolean execute) {

    /** {@code read, write}, or {@code nothing}. */
    public String text() {
        List<String> words = new ArrayList<>();
        if (read) {
            words.add("read");
        }
        if (write) {
            words.add("write");
        }
        if (execute) {
            words.add("execute");
        }
        return words.isEmpty() ? "nothing" : String.join(", ", words);
    }
}
