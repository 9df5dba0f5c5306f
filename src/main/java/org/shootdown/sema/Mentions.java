package org.shootdown.sema;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.ScenarioItem.Attribute;
import org.shootdown.syntax.Tree;

/** The names that a part of a script mentions, whatever they stand for there. */
final class Mentions {

    private Mentions() {}

    /** What expressions and the descriptions of pages and devices mention; what is assigned is not mentioned. */
    static Set<String> in(Object part) {
        Set<String> names = new HashSet<>();
        Tree.walk(part, node -> {
            if (node instanceof Expression.Reference reference) {
                names.add(reference.name());
            } else if (node instanceof Expression.Member member) {
                names.add(member.member().text());
            } else if (node instanceof ScenarioItem.Page page) {
                values(page.attributes(), Attributes.OF_PAGE, names);
            } else if (node instanceof ScenarioItem.Device device) {
                values(device.attributes(), Attributes.OF_DEVICE, names);
            } else if (node instanceof ScenarioItem.Domain domain) {
                names.add(domain.format().text());
            } else if (node instanceof ScenarioItem.VirtualMachine machine) {
                values(machine.attributes(), Attributes.OF_VM, names);
            }
        });
        return names;
    }

    /** The words that are values: those behind a word that takes one, and those that mean nothing of their own. */
    private static void values(List<Attribute> attributes, Map<String, Boolean> known, Set<String> names) {
        boolean valueIsDue = false;
        for (Attribute attribute : attributes) {
            if (valueIsDue || !known.containsKey(attribute.word())) {
                names.add(attribute.word());
                valueIsDue = false;
            } else {
                valueIsDue = known.get(attribute.word()) && attribute.value().isEmpty();
            }
        }
    }
}
