package org.shootdown.sema;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What {@code forall} and {@code exists} run over in questions. */
public enum ThingSet {
    TRANSLATIONS(
            "translations",
            Type.TRANSLATION,
            Set.of(Type.CPU, Type.CPUS, Type.DEVICE, Type.DEVICES, Type.MM),
            "Every translation that hardware may use now: what the caches of CPUs, IOMMUs and devices may hold, what "
                    + "accesses under way were translated with, and the entry in memory that a walk would find."),
    FRAMES("frames", Type.FRAME, Set.of(), "The frames that are allocated now, the shared zero frame among them."),
    PAGES("pages", Type.PAGE, Set.of(Type.MM), "The virtual pages, of all address spaces or of one."),
    DEVICES("devices", Type.DEVICE, Set.of(Type.MM), "The devices, all or those that share an address space."),
    CPUS("cpus", Type.CPU, Set.of(Type.MM), "The CPUs that run threads, of all address spaces or of one."),
    THREADS("threads", Type.THREAD, Set.of(), "The threads of the script.");

    private final String word;
    private final Type element;
    private final Set<Type> owners;
    private final String meaning;

    ThingSet(String word, Type element, Set<Type> owners, String meaning) {
        this.word = word;
        this.element = element;
        this.owners = owners;
        this.meaning = meaning;
    }

    /** The name in scripts. */
    public String word() {
        return word;
    }

    public String meaning() {
        return meaning;
    }

    /** What it consists of. */
    public Type element() {
        return element;
    }

    /** Of what it can be a part: {@code translations of gpu}. */
    boolean canBeOf(Type owner) {
        return owner == Type.ERROR || owners.contains(owner);
    }

    public static Optional<ThingSet> named(String word) {
        return Arrays.stream(values()).filter(s -> s.word.equals(word)).findFirst();
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(ThingSet::word).toList();
    }
}
