package org.shootdown.machine;

/**
 * Why the machine knows no more of a run.
 *
 * @param why whose step it is, what it does, and where it stands; a sentence without a full stop
 */
public record Stop(String why, Kind kind) {

    /** What is the matter with the step. */
    public enum Kind {
        /** It comes to what is not modelled, or to a limit of the machine; nothing is known of what follows. */
        LIMIT,
        /** It counts references of a frame that has none, or uses it; nothing is known of what follows. */
        MISUSE,
        /** It uses a frame as a page table that is freed; nothing is known of what follows. */
        FREED_TABLE,
        /** It maps a frame that is freed. What follows is known, but makes sense only to who asks for just that. */
        MAPS_FREED
    }
}
