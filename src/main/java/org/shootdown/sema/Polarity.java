package org.shootdown.sema;

import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Binary;
import org.shootdown.syntax.Expression.Quantified;
import org.shootdown.syntax.ScenarioItem.Quantifier;

/**
 * Sees to it that one more cached translation can turn the answer of a question only one way: to violated, or to found.
 * Hardware may cache what it can walk to, and drop what it has cached, at any moment. So what is asked of all
 * translations must be asked for, and what is asked of one must be warned of; that some translation is there is never
 * certain, and no engine says more of it than that it may be.
 */
final class Polarity {

    private final Diagnostics diagnostics;
    private final Quantifier quantifier;

    private Polarity(Diagnostics diagnostics, Quantifier quantifier) {
        this.diagnostics = diagnostics;
        this.quantifier = quantifier;
    }

    static void check(Quantifier quantifier, Expression condition, Diagnostics diagnostics) {
        new Polarity(diagnostics, quantifier).check(condition, quantifier == Quantifier.ALWAYS, true);
    }

    /**
     * @param wanted whether the part must be true for the answer to be good
     * @param known whether that can be said of it at all
     */
    private void check(Expression part, boolean wanted, boolean known) {
        if (part instanceof Expression.Not not) {
            check(not.operand(), !wanted, known);
        } else if (part instanceof Binary binary) {
            switch (binary.operator()) {
                case AND, OR -> {
                    check(binary.left(), wanted, known);
                    check(binary.right(), wanted, known);
                }
                case IMPLIES -> {
                    check(binary.left(), !wanted, known);
                    check(binary.right(), wanted, known);
                }
                default -> {
                    check(binary.left(), wanted, false);
                    check(binary.right(), wanted, false);
                }
            }
        } else if (part instanceof Quantified quantified) {
            quantified(quantified, wanted, known);
            check(quantified.condition(), wanted, known);
        }
    }

    private void quantified(Quantified quantified, boolean wanted, boolean known) {
        if (!known) {
            diagnostics.add(Diagnostic.of(
                            Code.NOT_IN_QUESTION, quantified.span(), "a quantifier stands for no value to compare")
                    .help("connect it by `and`, `or`, `not` and `implies`"));
        } else if (isOfTranslations(quantified.set()) && quantifier == Quantifier.EVENTUALLY) {
            diagnostics.add(Diagnostic.of(
                            Code.TRANSLATIONS_COME_AND_GO,
                            quantified.span(),
                            "whether a cache ever drops a translation, or ever has one, is up to the hardware")
                    .help("ask what must be so from some time on: `always after T implies forall t in translations: ...`"));
        } else if (isOfTranslations(quantified.set()) && quantified.forAll() != wanted) {
            diagnostics.add(Diagnostic.of(
                            Code.TRANSLATIONS_COME_AND_GO,
                            quantified.span(),
                            (wanted
                                            ? "that there is such a translation is never certain"
                                            : "that all translations are such is never certain")
                                    + ": caches fill and drop them at any time")
                    .help(wanted
                            ? "ask `forall t in translations: ...`, or ask of the entry in memory, as in `A.writable`"
                            : "ask with `exists t in translations: ...`, or ask of the entry in memory, as in `A.writable`"));
        }
    }

    private static boolean isOfTranslations(Expression set) {
        String word = set instanceof Expression.Reference r ? r.name() : set instanceof Expression.Of o ? o.things().text() : "";
        return word.equals(ThingSet.TRANSLATIONS.word());
    }
}
