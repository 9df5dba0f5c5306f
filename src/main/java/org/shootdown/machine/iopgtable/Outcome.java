package org.shootdown.machine.iopgtable;

import java.util.Optional;

/** What an operation comes to. */
public sealed interface Outcome {

    /**
     * It returned.
     *
     * @param bytes what a map reports as mapped, and what an unmap returns: a {@code size_t}, unsigned
     * @param error of a map, if it returns one
     */
    record Done(long bytes, Optional<Errno> error) implements Outcome {

        static Done of(long bytes) {
            return new Done(bytes, Optional.empty());
        }

        static Done failed(long bytes, Errno error) {
            return new Done(bytes, Optional.of(error));
        }
    }

    /** A lookup found this physical address. */
    record Found(long address) implements Outcome {}

    /** A lookup found nothing; the kernel returns 0, which could be an address as well. */
    record Nothing() implements Outcome {}

    /**
     * The kernel's code does here what no model can say: it takes data for a table, or frees what it did not allocate.
     *
     * @param because a sentence
     */
    record Undefined(String because) implements Outcome {}
}
