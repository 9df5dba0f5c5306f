package org.shootdown.sema;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Declaration.HardwareKind;
import org.shootdown.syntax.Declaration.Library;
import org.shootdown.syntax.Declaration.LibraryKind;
import org.shootdown.syntax.Member;
import org.shootdown.syntax.ScenarioItem.AxisValue;
import org.shootdown.syntax.ScenarioItem.Vary;

/** The axes that the library gives a meaning, and what holds when a scenario does not vary them. */
public final class Axes {

    public static final String ARCH = "arch";
    public static final String KERNEL = "kernel";
    public static final String IOMMU = "iommu";
    public static final String DRIVER = "driver";
    /** How stores come to memory. */
    public static final String MEMORY = "memory";

    /** Loads and stores happen one after another. */
    public static final String SC = "sc";

    /** Total store order: each CPU has a store buffer, where its architecture says so. */
    public static final String TSO = "tso";

    /** The axes that choose by themselves what a cell is. */
    public static final List<String> CHOOSING = List.of(ARCH, KERNEL, MEMORY);

    /** All axes that the library gives a meaning. */
    public static final List<String> OF_LIBRARY = List.of(ARCH, KERNEL, MEMORY, IOMMU, DRIVER);

    private static final Span NOWHERE = new Span(SourceFile.of("defaults", ""), 0, 0);
    private static final AxisValue DEFAULT_ARCH = new AxisValue("x86_64", List.of(), NOWHERE);
    private static final AxisValue DEFAULT_KERNEL = new AxisValue("linux_6_6", List.of(), NOWHERE);
    private static final AxisValue DEFAULT_MEMORY = new AxisValue(SC, List.of(), NOWHERE);

    private static final Map<String, Integer> SWITCHES = Map.of("on", 1, "true", 1, "off", 0, "false", 0);

    private Axes() {}

    /** Whether CPUs of a cell have store buffers, if their architecture has. */
    public static boolean isTso(Cell cell) {
        return value(cell, MEMORY).filter(v -> v.base().equals(TSO)).isPresent();
    }

    /** The same cell with store buffers. */
    public static Cell withStoreBuffers(Cell cell) {
        return cell.with(MEMORY, new AxisValue(TSO, List.of(), NOWHERE));
    }

    /** The value of an axis in a cell; those that choose by themselves have defaults. */
    public static Optional<AxisValue> value(Cell cell, String axis) {
        Supplier<Optional<AxisValue>> standard =
                () -> switch (axis) {
                    case ARCH -> Optional.of(DEFAULT_ARCH);
                    case KERNEL -> Optional.of(DEFAULT_KERNEL);
                    case MEMORY -> Optional.of(DEFAULT_MEMORY);
                    default -> Optional.empty();
                };
        return cell.value(axis).or(standard);
    }

    /**
     * The type of an axis where an expression uses it as a value: numbers if all its values are numbers, truth values
     * if all are switches.
     */
    public static Optional<Type> type(Vary vary) {
        boolean numbers = vary.values().stream()
                .allMatch(v -> number(v.text()).isPresent() && !SWITCHES.containsKey(v.text()));
        if (numbers) {
            return Optional.of(Type.INT);
        }
        boolean switches = vary.values().stream().allMatch(v -> SWITCHES.containsKey(v.text()));
        return switches ? Optional.of(Type.BOOL) : Optional.empty();
    }

    /** Whether a value is {@code on}, {@code off} or the like. */
    static boolean isSwitch(String value) {
        return SWITCHES.containsKey(value);
    }

    /** What an axis' value is as a number or truth value. */
    public static Optional<Integer> number(String value) {
        if (SWITCHES.containsKey(value)) {
            return Optional.of(SWITCHES.get(value));
        }
        return Numbers.of(value).filter(n -> n <= Integer.MAX_VALUE).map(Long::intValue);
    }

    /** The procedure that a kernel must have to run accesses; what lacks it is a layer on which kernels are built. */
    public static final String FAULT_ENTRY = "page_fault";

    /** The values that are worth naming: all that an axis can take, but for kernels that are only layers of others. */
    public static List<String> listed(String axis, LibraryIndex index) {
        return values(axis, index).orElse(List.of()).stream()
                .filter(v -> !axis.equals(KERNEL) || index.library(LibraryKind.KERNEL, v).filter(k -> runs(k, index)).isPresent())
                .toList();
    }

    private static boolean runs(Library kernel, LibraryIndex index) {
        return LibraryIndex.member(index.chain(kernel), Member.Procedure.class, FAULT_ENTRY).isPresent();
    }

    /** What a value of a library axis is, in a sentence. */
    static String thing(String axis) {
        return axis.equals(MEMORY) ? "memory model" : axis;
    }

    /** The values that a library axis can take; absent for the scenario's own axes. */
    public static Optional<List<String>> values(String axis, LibraryIndex index) {
        return switch (axis) {
            case ARCH -> Optional.of(List.copyOf(index.names(HardwareKind.ARCH)));
            case IOMMU -> Optional.of(List.copyOf(index.names(HardwareKind.IOMMU)));
            case KERNEL -> Optional.of(List.copyOf(index.names(LibraryKind.KERNEL)));
            case DRIVER -> Optional.of(List.copyOf(index.names(LibraryKind.DRIVER)));
            case MEMORY -> Optional.of(List.of(SC, TSO));
            default -> Optional.empty();
        };
    }
}
