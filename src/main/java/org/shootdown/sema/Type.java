package org.shootdown.sema;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The types of the language. Static ones are known before the run: procedures are inlined for each value. */
public enum Type {
    INT("int", false),
    BOOL("bool", false),
    /** Permissions of a VMA or an entry: {@code none}, {@code ro}, {@code rw}, {@code rx}, {@code rwx}. */
    PROT("prot", false),
    FRAME("frame", false),
    PTE("pte", false),
    /** An entry of the upper level, which covers a block of pages. */
    PMD("pmd", false),
    PAGE("page", true),
    /** Several pages; a single page will do. */
    PAGES("pages", true),
    MM("mm", true),
    /** An I/O address space. */
    DOMAIN("domain", true),
    CPU("cpu", true),
    CPUS("cpus", true),
    DEVICE("device", true),
    DEVICES("devices", true),
    LOCK("lock", true),
    /** Of questions only: what hardware may translate a page with. */
    TRANSLATION("translation", false),
    /** Of questions only. */
    THREAD("thread", true),
    /** Of an axis whose values are words, which are compared and nothing else. */
    WORD("word", true),
    /** A call that another CPU is to make. */
    CALL("call", true),
    /** Of operations without a result. */
    NOTHING("nothing", false),
    /** Of what has been reported already; fits everywhere. */
    ERROR("error", false);

    private final String word;
    private final boolean isStatic;

    Type(String word, boolean isStatic) {
        this.word = word;
        this.isStatic = isStatic;
    }

    public String word() {
        return word;
    }

    /** How a sentence speaks of a value of this type: {@code a number}. */
    public String phrase() {
        return switch (this) {
            case INT -> "a number";
            case BOOL -> "a truth value";
            case PROT -> "a permission";
            case PTE -> "a page-table entry";
            case PMD -> "an upper page-table entry";
            case PAGES -> "a range of pages";
            case MM -> "an mm";
            case CPU -> "a CPU";
            case CPUS -> "a set of CPUs";
            case DEVICES -> "a set of devices";
            case NOTHING -> "nothing";
            default -> "a " + word;
        };
    }

    /** Whether its values are things known before the run. */
    public boolean isStatic() {
        return isStatic;
    }

    /** Whether a value of this type may stand where {@code wanted} is needed. */
    public boolean fits(Type wanted) {
        return this == wanted
                || this == ERROR
                || wanted == ERROR
                || this == PAGE && wanted == PAGES
                || this == CPU && wanted == CPUS
                || this == DEVICE && wanted == DEVICES;
    }

    /** What a loop over it binds. */
    public Optional<Type> element() {
        return switch (this) {
            case PAGE, PAGES -> Optional.of(PAGE);
            case CPU, CPUS -> Optional.of(CPU);
            case DEVICE, DEVICES -> Optional.of(DEVICE);
            case ERROR -> Optional.of(ERROR);
            default -> Optional.empty();
        };
    }

    /** The type that a script writes so. */
    public static Optional<Type> named(String word) {
        return Arrays.stream(values())
                .filter(t -> t.word.equals(word) && names().contains(word))
                .findFirst();
    }

    /** The types that a script can write. */
    public static List<String> names() {
        return List.of("int", "bool", "prot", "frame", "pte", "pmd", "page", "pages", "mm", "domain", "cpu", "device");
    }
}
