package org.shootdown.sema;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.syntax.Declaration;
import org.shootdown.syntax.Declaration.Library;
import org.shootdown.syntax.Declaration.LibraryKind;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Member;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem.Vary;
import org.shootdown.syntax.Script;
import org.shootdown.syntax.Tree;

/** Warnings about kernels, drivers and patches of a script's own. */
final class LibraryWarnings {

    private final LibraryIndex index;
    private final Diagnostics diagnostics;

    LibraryWarnings(LibraryIndex index, Diagnostics diagnostics) {
        this.index = index;
        this.diagnostics = diagnostics;
    }

    void check(Library library) {
        List<Library> chain = index.chain(library);
        List<Library> bases = chain.subList(1, chain.size());
        for (Member member : library.members()) {
            if (member instanceof Member.Procedure procedure) {
                new BodyWarnings(diagnostics).body(procedure.body());
                if (procedure.override()) {
                    override(procedure, bases);
                } else if (library.kind() != LibraryKind.DRIVER) {
                    parameters(procedure, library);
                }
            }
        }
    }

    private void override(Member.Procedure procedure, List<Library> bases) {
        Optional<Member.Procedure> base = bases.stream()
                .flatMap(l -> l.members().stream())
                .filter(Member.Procedure.class::isInstance)
                .map(Member.Procedure.class::cast)
                .filter(p -> p.name().text().equals(procedure.name().text()))
                .filter(p -> Tree.same(p.condition(), procedure.condition()))
                .findFirst();
        if (base.isPresent()
                && Tree.same(procedure.body(), base.get().body())
                && Tree.same(names(procedure), names(base.get()))) {
            diagnostics.add(Diagnostic.of(
                            Code.SAME_OVERRIDE,
                            procedure.name().span(),
                            "`" + procedure.name() + "` does what the procedure does that it overrides")
                    .and(base.get().name().span(), "this one")
                    .help("change its body, or leave it out"));
        }
    }

    private static List<String> names(Member.Procedure procedure) {
        return procedure.parameters().stream().map(p -> p.name().text()).toList();
    }

    /** Variants for some cells, hooks without a body and what others override take what all of them need. */
    private void parameters(Member.Procedure procedure, Library library) {
        boolean isOneOfSeveral = allNamed(procedure.name()) > 1;
        if (isOneOfSeveral || procedure.condition().isPresent() || procedure.body().statements().isEmpty()) {
            return;
        }
        Set<String> mentioned = Mentions.in(procedure.body());
        for (Member.Parameter parameter : procedure.parameters()) {
            if (!mentioned.contains(parameter.name().text())) {
                diagnostics.add(Diagnostic.of(
                                Code.UNUSED_PARAMETER,
                                parameter.name().span(),
                                "`" + procedure.name() + "` does not use its parameter `" + parameter.name() + "`")
                        .help("use it, or take it from the procedure and from its calls"));
            }
        }
    }

    private long allNamed(Name name) {
        return java.util.Arrays.stream(LibraryKind.values())
                .flatMap(k -> index.libraries(k).stream())
                .flatMap(l -> l.members().stream())
                .filter(m -> m.name().text().equals(name.text()))
                .count();
    }

    /** Patches of scripts that have scenarios, none of which applies them. Patches alone are for other scripts to use. */
    static void patches(List<Script> scripts, Diagnostics diagnostics) {
        Set<String> applied = new HashSet<>();
        for (Script script : scripts) {
            for (Declaration declaration : script.declarations()) {
                if (declaration instanceof Scenario scenario) {
                    scenario.items(Vary.class).forEach(v -> v.values().forEach(value -> value.patches()
                            .forEach(p -> applied.add(p.text()))));
                }
            }
        }
        for (Script script : scripts) {
            boolean hasScenario = script.declarations().stream().anyMatch(Scenario.class::isInstance);
            for (Declaration declaration : script.declarations()) {
                if (hasScenario
                        && declaration instanceof Library patch
                        && patch.kind() == LibraryKind.PATCH
                        && !applied.contains(patch.name().text())) {
                    String kernel = patch.base().map(Name::text).orElse("linux_6_6");
                    diagnostics.add(Diagnostic.of(
                                    Code.UNUSED_PATCH,
                                    patch.name().span(),
                                    "no scenario applies the patch `" + patch.name() + "`")
                            .help("write `vary kernel in " + kernel + ", " + kernel + " + " + patch.name() + "`"));
                }
            }
        }
    }
}
