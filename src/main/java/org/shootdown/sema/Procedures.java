package org.shootdown.sema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.shootdown.syntax.Declaration.Library;
import org.shootdown.syntax.Declaration.LibraryKind;
import org.shootdown.syntax.Member;

/** The procedures that a body may call: those of some chains, and by way of a device those of any driver. */
final class Procedures {

    private final List<List<Library>> chains;
    private final LibraryIndex index;

    private Procedures(LibraryIndex index, List<List<Library>> chains) {
        this.index = index;
        this.chains = chains;
    }

    /** Those of a kernel or patch and what it extends. */
    static Procedures ofKernel(LibraryIndex index, Library kernel) {
        return new Procedures(index, List.of(index.chain(kernel)));
    }

    /** Those of a driver and of any kernel. */
    static Procedures ofDriver(LibraryIndex index, Library driver) {
        List<List<Library>> chains = new ArrayList<>();
        chains.add(index.chain(driver));
        chains.addAll(allKernels(index));
        return new Procedures(index, chains);
    }

    /** Those of any kernel. */
    static Procedures ofScenario(LibraryIndex index) {
        return new Procedures(index, allKernels(index));
    }

    private static List<List<Library>> allKernels(LibraryIndex index) {
        List<List<Library>> chains = new ArrayList<>();
        index.libraries(LibraryKind.KERNEL).forEach(k -> chains.add(index.chain(k)));
        index.libraries(LibraryKind.PATCH).forEach(p -> chains.add(List.of(p)));
        return chains;
    }

    Optional<Member.Procedure> find(String name) {
        return chains.stream()
                .map(c -> LibraryIndex.member(c, Member.Procedure.class, name))
                .flatMap(Optional::stream)
                .findFirst();
    }

    Optional<Member.Procedure> ofAnyDriver(String name) {
        return index.libraries(LibraryKind.DRIVER).stream()
                .map(d -> LibraryIndex.member(List.of(d), Member.Procedure.class, name))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** All names that can be called. */
    Collection<String> names() {
        Set<String> names = new LinkedHashSet<>();
        chains.forEach(c -> LibraryIndex.members(c, Member.Procedure.class)
                .forEach(p -> names.add(p.name().text())));
        return names;
    }

    Collection<String> driverNames() {
        Set<String> names = new LinkedHashSet<>();
        index.libraries(LibraryKind.DRIVER)
                .forEach(d -> LibraryIndex.members(List.of(d), Member.Procedure.class)
                        .forEach(p -> names.add(p.name().text())));
        return names;
    }
}
