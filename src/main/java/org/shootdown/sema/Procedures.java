package org.shootdown.sema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shootdown.syntax.Declaration.Library;
import org.shootdown.syntax.Declaration.LibraryKind;
import org.shootdown.syntax.Member;

/** The procedures that a body may call: those of a chain, of any kernel, and by way of a device those of any driver. */
final class Procedures {

    /** What is the same for all bodies that are checked against an index, made once: a script may have thousands. */
    static final class Tables {

        private final Map<Library, Map<String, Member.Procedure>> ofEach = new IdentityHashMap<>();
        private final Map<String, Member.Procedure> ofAnyKernel = new LinkedHashMap<>();
        private final Map<String, Member.Procedure> ofAnyDriver = new LinkedHashMap<>();

        Tables(LibraryIndex index) {
            for (LibraryKind kind : LibraryKind.values()) {
                index.libraries(kind).forEach(l -> ofEach.put(l, own(l)));
            }
            Set<String> done = new LinkedHashSet<>();
            for (Library kernel : index.libraries(LibraryKind.KERNEL)) {
                for (Library level : index.chain(kernel)) {
                    // What was met before has given its procedures, and so has all that it extends.
                    if (!done.add(level.name().text())) {
                        break;
                    }
                    ofEach.get(level).forEach(ofAnyKernel::putIfAbsent);
                }
            }
            index.libraries(LibraryKind.PATCH).forEach(p -> ofEach.get(p).forEach(ofAnyKernel::putIfAbsent));
            index.libraries(LibraryKind.DRIVER).forEach(d -> ofEach.get(d).forEach(ofAnyDriver::putIfAbsent));
        }

        private static Map<String, Member.Procedure> own(Library library) {
            Map<String, Member.Procedure> own = new LinkedHashMap<>();
            for (Member member : library.members()) {
                if (member instanceof Member.Procedure procedure) {
                    own.putIfAbsent(procedure.name().text(), procedure);
                }
            }
            return own;
        }
    }

    private final Tables tables;
    private final List<Map<String, Member.Procedure>> levels;

    private Procedures(Tables tables, List<Library> chain, boolean anyKernel) {
        this.tables = tables;
        this.levels = new ArrayList<>();
        chain.forEach(l -> levels.add(tables.ofEach.get(l)));
        if (anyKernel) {
            levels.add(tables.ofAnyKernel);
        }
    }

    /** Those of a kernel or patch and what it extends. */
    static Procedures ofKernel(LibraryIndex index, Library kernel) {
        return new Procedures(index.procedures(), index.chain(kernel), false);
    }

    /** Those of a driver and what it extends, and of any kernel. */
    static Procedures ofDriver(LibraryIndex index, Library driver) {
        return new Procedures(index.procedures(), index.chain(driver), true);
    }

    /** Those of what a kernel, driver or patch extends. */
    static Procedures ofBases(LibraryIndex index, Library library) {
        List<Library> chain = index.chain(library);
        return new Procedures(index.procedures(), chain.subList(1, chain.size()), false);
    }

    /** Those of any kernel. */
    static Procedures ofScenario(LibraryIndex index) {
        return new Procedures(index.procedures(), List.of(), true);
    }

    Optional<Member.Procedure> find(String name) {
        return levels.stream().filter(l -> l.containsKey(name)).map(l -> l.get(name)).findFirst();
    }

    Optional<Member.Procedure> ofAnyDriver(String name) {
        return Optional.ofNullable(tables.ofAnyDriver.get(name));
    }

    /** All names that can be called. */
    Collection<String> names() {
        Set<String> names = new LinkedHashSet<>();
        levels.forEach(l -> names.addAll(l.keySet()));
        return names;
    }

    Collection<String> driverNames() {
        return tables.ofAnyDriver.keySet();
    }
}
