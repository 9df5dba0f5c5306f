package org.shootdown.sema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Nearest;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.ScenarioItem.Attribute;

/**
 * Reads the descriptions of pages and devices: a sequence of words in which some words take the next one, or what
 * stands behind {@code =}, as their value.
 */
public final class Attributes {

    /** The words of a page; true for those with a value. */
    public static final Map<String, Boolean> OF_PAGE = Map.ofEntries(
            Map.entry("vma", true),
            Map.entry("pte", true),
            Map.entry("frame", true),
            Map.entry("size", true),
            Map.entry("dirty", true),
            Map.entry("young", true),
            Map.entry("block", true),
            Map.entry("run", true),
            Map.entry("cont", true),
            Map.entry("huge", false),
            Map.entry("cow", false),
            Map.entry("shared", false),
            Map.entry("unmapped", false),
            Map.entry("anon", false),
            Map.entry("file", false),
            Map.entry("zero", false),
            Map.entry("ksm", false),
            Map.entry("thp", false),
            Map.entry("hugetlb", false));

    /** The words of a device. */
    public static final Map<String, Boolean> OF_DEVICE = Map.ofEntries(
            Map.entry("sva", true),
            Map.entry("mirror", true),
            Map.entry("domain", true),
            Map.entry("ats", true),
            Map.entry("pri", true),
            Map.entry("stall", true),
            Map.entry("btm", true),
            Map.entry("pasid", true),
            Map.entry("prq", true),
            Map.entry("driver", true),
            Map.entry("iommu", true));

    /** The words of a page of a domain. */
    public static final Map<String, Boolean> OF_DOMAIN_PAGE = Map.of(
            "size", true, "pte", true, "unmapped", false, "block", true, "huge", false, "run", true, "cont", true,
            "dirty", true, "young", true);

    /** The words of a virtual machine. */
    public static final Map<String, Boolean> OF_VM = Map.of("driver", true);

    private static final Map<String, String> MEANING = Map.ofEntries(
            Map.entry("page vma", "What the VMA permits: `none`, `ro`, `rw`, `rx` or `rwx`; by default `rw`."),
            Map.entry(
                    "page pte",
                    "What the page-table entry permits at the start; `none` for an empty entry; by default what the VMA "
                            + "does."),
            Map.entry(
                    "page cow",
                    "Another process maps the frame too: the entry is read-only, and a write copies the frame."),
            Map.entry("page shared", "The VMA is MAP_SHARED: a fork shares the frame, and nothing is copied."),
            Map.entry("page unmapped", "There is no VMA yet; `mmap` makes one."),
            Map.entry(
                    "page frame",
                    "The declared frame that the page maps. Private pages of one frame start read-only and are copied "
                            + "when written."),
            Map.entry("page anon", "Anonymous memory; so it is by default."),
            Map.entry(
                    "page file",
                    "A mapping of a file: the frame is in the page cache, which holds a reference. A private one is "
                            + "read-only and copied when written; with `pte none` the first access faults the frame in."),
            Map.entry("page zero", "Anonymous memory that was only read: the entry maps the zero frame, read-only."),
            Map.entry(
                    "page ksm", "KSM has merged the frame with another process': it is read-only, and always copied."),
            Map.entry(
                    "page block",
                    "The name of the block that the page is in: the pages of a block share an upper page-table entry, which "
                            + "names a table at the start."),
            Map.entry(
                    "page run",
                    "The name of the run that the page is in: the entries of its pages, which are declared one after the other, "
                            + "map frames that are neighbours, and hardware may use any of them for all pages of the run. Two or "
                            + "three pages stand for sixteen."),
            Map.entry("page cont", "Whether the entry says at the start that it is one of its run; by default it does."),
            Map.entry(
                    "page of a domain run",
                    "The name of the run that the page is in: its entry is one of several copies of a larger leaf."),
            Map.entry(
                    "page of a domain cont",
                    "Whether the entry says at the start that it is one of its run; by default it does."),
            Map.entry("page huge", "The upper entry of the page's block maps all its pages at the start, as one leaf."),
            Map.entry(
                    "page of a domain block",
                    "The name of the block that the page is in: the pages of a block share an upper page-table entry, which "
                            + "names a table at the start."),
            Map.entry(
                    "page of a domain huge",
                    "The upper entry of the page's block maps all its pages at the start, as one leaf."),
            Map.entry("page thp", "A transparent huge page: one entry of 2M, of private anonymous memory."),
            Map.entry(
                    "page hugetlb",
                    "Huge pages of hugetlbfs, anonymous (MAP_HUGETLB) or with `file` of a file: 2M unless `size` says 1G, or "
                            + "on arm64 64K or 32M; with other granules other sizes."),
            Map.entry(
                    "page size",
                    "How much the page is: 4K, or what the architecture's granule is; 2M (32M, 512M) of private anonymous memory, "
                            + "where what would split it is not modelled; or a "
                            + "size of `hugetlb`."),
            Map.entry("page dirty", "Whether the entry's dirty bit (D) is set at the start; by default it is."),
            Map.entry("page young", "Whether the entry's accessed bit (A) is set at the start; by default it is."),
            Map.entry("device sva", "The address space whose page table the device shares."),
            Map.entry(
                    "device mirror",
                    "The address space that the device mirrors in a page table of its own, which its driver fills "
                            + "(HMM)."),
            Map.entry("device domain", "The domain to which the device is attached: its I/O page table translates it."),
            Map.entry("page of a domain size", "The size of the page, which is one leaf of the I/O page table; by default 4K."),
            Map.entry("page of a domain pte", "What the entry permits at the start; by default `rw`."),
            Map.entry("page of a domain dirty", "Whether the entry's dirty bit (D) is set at the start; by default it is."),
            Map.entry("page of a domain young", "Whether the entry's accessed bit (A) is set at the start; by default it is."),
            Map.entry("page of a domain unmapped", "Nothing is mapped yet; `iommu_map` does."),
            Map.entry("virtual machine driver", "The driver that keeps the secondary page table; by default `kvm`."),
            Map.entry("device ats", "Whether the device has a TLB of its own (ATC), which ATS fills; by default not."),
            Map.entry(
                    "device pri",
                    "Whether the device can ask for pages (PRI, which needs ATS); else a fault ends its access with ABORT."),
            Map.entry(
                    "device stall",
                    "Whether the IOMMU holds an access that faults until the kernel answers (SMMU, devices without ATS)."),
            Map.entry("device pasid", "The PASID of the process; an address space has one, and shares it with no other."),
            Map.entry(
                    "device prq",
                    "How many page requests the queue of its IOMMU holds, 1 to 8; by default there is no queue, and each access "
                            + "that faults makes one request that is answered by itself."),
            Map.entry("device btm", "Whether its IOMMU hears the CPUs' broadcast invalidations; by default not."),
            Map.entry("device iommu", "The kind of IOMMU in front of the device; by default the architecture's."),
            Map.entry("device driver", "The driver that subscribes to the notifiers; by default the IOMMU's."));

    private Attributes() {}

    /** What a word means in the descriptions in which it can stand: headlines with texts. */
    public static Map<String, String> explain(String word) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String owner : List.of("page", "device", "page of a domain", "virtual machine")) {
            Optional.ofNullable(MEANING.get(owner + " " + word))
                    .ifPresent(text -> found.put(word + " (describes a " + owner + ")", text));
        }
        return found;
    }

    /** Whether what the words say depends on the cell: a word that takes no value has one, or is none of the words. */
    static boolean depend(List<Attribute> attributes, Map<String, Boolean> known) {
        return attributes.stream()
                .anyMatch(a -> !known.containsKey(a.word()) || !known.get(a.word()) && a.value().isPresent());
    }

    /**
     * The words as they are in a cell. A word that takes no value may be given a switch, {@code cow = shared_before}, and
     * then is there or not; an axis that stands alone among the words is the word that is its value. What an axis that
     * the cell does not have would say is not said.
     */
    static List<Attribute> in(Cell cell, List<Attribute> attributes, Map<String, Boolean> known) {
        List<Attribute> plain = new ArrayList<>();
        boolean isValue = false;
        for (Attribute attribute : attributes) {
            boolean wasValue = isValue;
            isValue = !wasValue && known.getOrDefault(attribute.word(), false) && attribute.value().isEmpty();
            Optional<Expression> value = attribute.value();
            boolean takesValue = !wasValue && known.getOrDefault(attribute.word(), false);
            if (wasValue && isAbsent(attribute.word(), cell)) {
                plain.remove(plain.size() - 1);
            } else if (takesValue && value.isPresent() && value.get() instanceof Expression.Reference r && isAbsent(r.name(), cell)) {
                continue;
            } else if (wasValue || takesValue) {
                plain.add(attribute);
            } else if (!known.containsKey(attribute.word()) && value.isEmpty() && cell.declared().contains(attribute.word())) {
                cell.value(attribute.word())
                        .ifPresent(v -> plain.add(new Attribute(v.text(), Optional.empty(), attribute.span())));
            } else if (value.isPresent() && isSwitch(value.get(), cell)) {
                if (text(value.get(), cell).flatMap(Axes::number).orElse(0) == 1) {
                    plain.add(new Attribute(attribute.word(), Optional.empty(), attribute.span()));
                }
            } else {
                plain.add(attribute);
            }
        }
        return plain;
    }

    /** Whether a name is an axis that the cell does not have: then nothing is said. */
    private static boolean isAbsent(String name, Cell cell) {
        return cell.declared().contains(name) && cell.value(name).isEmpty();
    }

    /** Whether a value is a switch in a cell, or an axis that the cell does not have. */
    private static boolean isSwitch(Expression value, Cell cell) {
        return value instanceof Expression.Truth
                || value instanceof Expression.Reference && text(value, cell).map(Axes::isSwitch).orElse(true);
    }

    /** The words with their values; {@code true} for a word without one. What does not fit is reported. */
    public static Map<String, Expression> read(
            List<Attribute> attributes, Map<String, Boolean> known, String owner, Diagnostics diagnostics) {
        Map<String, Expression> read = new LinkedHashMap<>();
        Map<String, Attribute> first = new LinkedHashMap<>();
        for (int i = 0; i < attributes.size(); i++) {
            Attribute attribute = attributes.get(i);
            Boolean takesValue = known.get(attribute.word());
            Expression value = new Expression.Truth(true, attribute.span());
            if (takesValue == null) {
                Diagnostic error = Diagnostic.of(
                        Code.UNKNOWN_ATTRIBUTE,
                        attribute.span(),
                        "`" + attribute.word() + "` says nothing about a " + owner);
                boolean permission = known.containsKey("vma") && Words.PERMISSIONS.contains(attribute.word());
                Optional<String> help = permission
                        ? Optional.of("write `vma " + attribute.word() + "` for what the VMA permits, or `pte "
                                + attribute.word() + "` for what the entry does at the start")
                        : Nearest.help(attribute.word(), known.keySet());
                diagnostics.add(help.map(error::help).orElse(error));
                if (meansOneWithValue(attribute.word(), known) && i + 1 < attributes.size()
                        && !known.containsKey(attributes.get(i + 1).word())) {
                    i++;
                }
                continue;
            }
            if (takesValue && attribute.value().isPresent()) {
                value = attribute.value().get();
            } else if (takesValue && i + 1 < attributes.size() && attributes.get(i + 1).value().isEmpty()) {
                Attribute next = attributes.get(++i);
                value = new Expression.Reference(next.word(), next.span());
            } else if (takesValue) {
                diagnostics.add(Diagnostic.of(
                        Code.ATTRIBUTE_VALUE, attribute.span(), "`" + attribute.word() + "` needs a value")
                        .help("write it behind the word: `" + attribute.word() + " ...`"));
                continue;
            } else if (attribute.value().isPresent()) {
                diagnostics.add(Diagnostic.of(
                        Code.ATTRIBUTE_VALUE, attribute.span(), "`" + attribute.word() + "` takes no value")
                        .help("write the word alone, or give it an axis of `on` and `off`"));
            }
            Attribute old = first.putIfAbsent(attribute.word(), attribute);
            if (old != null) {
                diagnostics.add(Diagnostic.of(
                                Code.REPEATED, attribute.span(), "`" + attribute.word() + "` is said twice")
                        .and(old.span(), "first said here")
                        .help("keep one of them"));
            }
            read.putIfAbsent(attribute.word(), value);
        }
        return read;
    }

    /** Whether a misspelt word is one with a value, which then is no slip of its own. */
    private static boolean meansOneWithValue(String word, Map<String, Boolean> known) {
        return Nearest.to(word, known.keySet()).map(known::get).orElse(false);
    }

    /** The size in bytes that a page of a domain has in a cell; absent if what it says is no number. */
    public static Optional<Integer> sizeOf(ScenarioItem.Page page, Cell cell) {
        Map<String, Expression> read = read(in(cell, page.attributes(), OF_DOMAIN_PAGE), OF_DOMAIN_PAGE, "page of a domain", new Diagnostics());
        return read.containsKey("size") ? text(read.get("size"), cell).flatMap(Axes::number) : Optional.of(4096);
    }

    /** What a value says in a cell: the value of the axis it names, or itself. */
    public static Optional<String> text(Expression value, Cell cell) {
        if (value instanceof Expression.Truth truth) {
            return Optional.of(truth.value() ? "on" : "off");
        }
        if (value instanceof Expression.Number number) {
            return Optional.of(String.valueOf(number.value()));
        }
        if (value instanceof Expression.Reference reference) {
            return cell.declared().contains(reference.name())
                    ? cell.value(reference.name()).map(v -> v.text())
                    : Optional.of(reference.name());
        }
        return Optional.empty();
    }
}
