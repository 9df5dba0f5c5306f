package org.shootdown.sema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What questions can say of a thing: {@code t.frame}.
 *
 * @param of the type of the thing
 * @param name its name in scripts
 * @param type what it is
 */
public record StateMember(Type of, String name, Type type, String meaning) {

    private static final List<StateMember> TABLE = new ArrayList<>();

    static {
        for (Type of : List.of(Type.TRANSLATION, Type.PAGE)) {
            String it = of == Type.PAGE ? "the page's entry in memory" : "the translation";
            add(of, "pte", Type.PTE, "All of " + it + ".");
            add(of, "frame", Type.FRAME, "The frame that " + it + " leads to; `no_frame` if to none.");
            add(of, "readable", Type.BOOL, "Whether hardware may read with " + it + ".");
            add(of, "writable", Type.BOOL, "Whether hardware may write with " + it + ".");
            add(of, "executable", Type.BOOL, "Whether hardware may execute with " + it + ".");
        }
        add(Type.TRANSLATION, "page", Type.PAGE, "The page that it translates.");
        add(Type.PAGE, "present", Type.BOOL, "Whether its entry names a frame, be it by PROT_NONE.");
        add(Type.PAGE, "content", Type.INT, "What its frame holds; -1 if it has none.");
        add(Type.PAGE, "vma", Type.PROT, "What its VMA permits; `none` without a VMA.");
        add(Type.FRAME, "content", Type.INT, "What the frame holds; -1 of `no_frame`.");
        add(Type.FRAME, "refs", Type.INT, "How many references there are to the frame (page_count).");
        add(Type.FRAME, "live", Type.BOOL, "Whether it is allocated, and in the same life as when it was mapped.");
        add(Type.THREAD, "fault", Type.INT, "The fault that has ended it, or `NO_FAULT`.");
    }

    private static void add(Type of, String name, Type type, String meaning) {
        TABLE.add(new StateMember(of, name, type, meaning));
    }

    /** All of them. */
    public static List<StateMember> all() {
        return List.copyOf(TABLE);
    }

    /** The member of a name that things of a type have. */
    public static Optional<StateMember> of(Type type, String name) {
        return TABLE.stream().filter(m -> m.of == type && m.name.equals(name)).findFirst();
    }

    /** The members that things of a type have. */
    static List<String> names(Type type) {
        return TABLE.stream().filter(m -> m.of == type).map(StateMember::name).toList();
    }
}
