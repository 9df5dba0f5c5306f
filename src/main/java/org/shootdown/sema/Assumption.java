package org.shootdown.sema;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Nearest;
import org.shootdown.syntax.Declaration.Hardware;
import org.shootdown.syntax.Declaration.HardwareKind;
import org.shootdown.syntax.Declaration.LibraryKind;

/**
 * A rule of the machine that is to be otherwise than the library says ({@code --assume arm64.late_pte_stores=off}). It
 * holds for the architecture or IOMMU of that name and for what extends it and does not set the rule anew; and so it is
 * for kernels and their drivers for I/O page tables.
 *
 * @param home the architecture, the IOMMU or the kernel
 * @param value {@code on} or {@code off}, the name of an IOMMU or a driver, or a size
 */
public record Assumption(String home, String rule, String value) {

    private static final List<String> SWITCH = List.of("on", "off");

    /** What a user has written, taken apart; {@code home} is empty where only the rule is named. */
    public record Wish(String home, String rule, String value) {

        /** Takes {@code [home.]rule=value} apart; absent if it is not of that form. */
        public static Optional<Wish> of(String text) {
            int equals = text.indexOf('=');
            if (equals <= 0 || equals == text.length() - 1) {
                return Optional.empty();
            }
            String name = text.substring(0, equals).strip();
            int dot = name.indexOf('.');
            return Optional.of(new Wish(
                    dot < 0 ? "" : name.substring(0, dot),
                    name.substring(dot + 1),
                    text.substring(equals + 1).strip()));
        }

        /** As it was written: {@code home.rule}. */
        public String name() {
            return home.isEmpty() ? rule : home + "." + rule;
        }
    }

    /**
     * What comes of a wish: an assumption, or a sentence that says why not.
     *
     * @param unknown whether there is no such rule; other files may know it
     */
    public record Resolved(Optional<Assumption> assumption, String problem, boolean unknown) {}

    /** {@code arm64.late_pte_stores}. */
    public String name() {
        return home + "." + rule;
    }

    /** {@code arm64.late_pte_stores = off}. */
    public String text() {
        return name() + " = " + value;
    }

    /**
     * Finds the rule that a wish means.
     *
     * @param inForce the rules under which some cell runs, as {@code home.rule}: a rule named without its home is
     *     looked for among these
     */
    public static Resolved resolve(Wish wish, LibraryIndex index, Set<String> inForce) {
        String home = wish.home();
        if (home.isEmpty()) {
            List<String> homes = inForce.stream()
                    .filter(n -> n.endsWith("." + wish.rule()))
                    .map(n -> n.substring(0, n.indexOf('.')))
                    .toList();
            if (homes.size() > 1) {
                return problem("`" + wish.rule() + "` is a rule of " + String.join(" and ", homes)
                        + "; say which, as in `" + homes.get(0) + "." + wish.rule() + "`");
            }
            home = homes.isEmpty() ? "" : homes.get(0);
        }
        Set<String> known = names(index);
        String name = home + "." + wish.rule();
        if (home.isEmpty() || !known.contains(name)) {
            return new Resolved(
                    Optional.empty(), "no machine rule is called `" + wish.name() + "`" + near(wish, known), true);
        }
        String value = wish.value().equals("true") ? "on" : wish.value().equals("false") ? "off" : wish.value();
        List<String> values = values(home, wish.rule(), index);
        if (!values.contains(value)) {
            return problem("the rule `" + name + "` cannot be `" + wish.value() + "`"
                    + Nearest.help(wish.value(), values).map(h -> "; " + h).orElse(""));
        }
        return new Resolved(Optional.of(new Assumption(home, wish.rule(), value)), "", false);
    }

    private static Resolved problem(String sentence) {
        return new Resolved(Optional.empty(), sentence, false);
    }

    private static String near(Wish wish, Set<String> known) {
        Optional<String> near = Nearest.to(wish.name(), known);
        if (near.isEmpty()) {
            Set<String> rules = new LinkedHashSet<>();
            known.forEach(n -> rules.add(n.substring(n.indexOf('.') + 1)));
            boolean homeless = rules.contains(wish.rule());
            Optional<String> rule = homeless ? Optional.of(wish.rule()) : Nearest.to(wish.rule(), rules);
            near = rule.flatMap(r -> known.stream().filter(n -> n.endsWith("." + r)).findFirst());
        }
        return near.map(n -> "; did you mean `" + n + "`?").orElse("; `shootdown explain rules` lists them");
    }

    /** Every rule that can be assumed, as {@code home.rule}. */
    public static Set<String> names(LibraryIndex index) {
        Set<String> names = new LinkedHashSet<>();
        for (HardwareKind kind : HardwareKind.values()) {
            for (Hardware part : index.hardware(kind)) {
                MachineRule.names(kind.word()).forEach(r -> names.add(part.name() + "." + r));
            }
        }
        for (String kernel : index.names(LibraryKind.KERNEL)) {
            IoFormat.names().forEach(f -> names.add(kernel + "." + f));
        }
        return names;
    }

    /** The values that a rule of an architecture or IOMMU can have. */
    private static List<String> values(String home, String rule, LibraryIndex index) {
        return rule.equals(MachineRule.ARCH_GRANULE.rule())
                ? Granule.of(index.hardware(HardwareKind.ARCH, home).map(index::chain).orElse(List.of()).stream()
                                .map(h -> h.name().text())
                                .toList())
                        .stream()
                        .map(Granule::word)
                        .toList()
                : values(rule, index);
    }

    /** The values that a rule can have. */
    public static List<String> values(String rule, LibraryIndex index) {
        if (rule.equals(MachineRule.ARCH_IOMMU.rule())) {
            return List.copyOf(index.names(HardwareKind.IOMMU));
        }
        if (rule.equals(MachineRule.ARCH_GRANULE.rule())) {
            return Granule.words();
        }
        Optional<IoFormat> format = IoFormat.named(rule);
        if (format.isPresent()) {
            return format.get().drivers();
        }
        return rule.equals(MachineRule.IOMMU_DRIVER.rule())
                ? new ArrayList<>(index.names(LibraryKind.DRIVER))
                : SWITCH;
    }
}
