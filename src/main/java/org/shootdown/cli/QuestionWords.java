package org.shootdown.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.shootdown.ir.CostKind;
import org.shootdown.report.Paragraphs;
import org.shootdown.sema.StateMember;
import org.shootdown.sema.ThingSet;
import org.shootdown.syntax.Citation;
import org.shootdown.syntax.Declaration;

/** What {@code explain} says of the words of questions: sets, members of things, what is counted, properties. */
final class QuestionWords {

    private QuestionWords() {}

    /** The names of the properties among some declarations. */
    static List<String> properties(List<Declaration> declarations) {
        return declarations.stream()
                .filter(Declaration.Property.class::isInstance)
                .map(d -> d.name().text())
                .toList();
    }

    /** {@code cost.ipi} and the others. */
    static List<String> costs() {
        return CostKind.words().stream().map(w -> "cost." + w).toList();
    }

    /** All names that {@link #explain} knows. */
    static List<String> names() {
        List<String> names = new ArrayList<>(ThingSet.words());
        StateMember.all().forEach(m -> names.add(m.name()));
        names.addAll(costs());
        return names;
    }

    /** What the name means in questions; empty if nothing. */
    static List<String> explain(String name) {
        List<String> found = new ArrayList<>();
        ThingSet.named(name)
                .ifPresent(s -> found.add(Paragraphs.entry(
                        "forall x in " + name + ": " + s.element().word(), s.meaning(), List.of())));
        for (StateMember member : StateMember.all()) {
            if (member.name().equals(name)) {
                String head = member.of().word() + "." + name + ": " + member.type().word();
                found.add(Paragraphs.entry(head, member.meaning(), List.of()));
            }
        }
        for (CostKind kind : CostKind.values()) {
            if (name.equals("cost." + kind.word())) {
                found.add(Paragraphs.entry(name + ": int", kind.meaning(), List.of()));
            }
        }
        return found;
    }

    /** A property with its documentation, its condition and its sources. */
    static String property(Declaration.Property property) {
        String quantifier = property.quantifier().name().toLowerCase(Locale.ROOT);
        String condition = property.condition().span().text().replaceAll("\\s+", " ");
        String text = property.documentation().replace('\n', ' ') + " Asked by `check " + property.name() + "`: `"
                + quantifier + (property.onFinal() ? " final " : " ") + condition + "`.";
        return Paragraphs.entry(
                "property " + property.name(),
                text.strip(),
                property.citations().stream().map(Citation::text).toList());
    }
}
