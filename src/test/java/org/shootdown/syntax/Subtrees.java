package org.shootdown.syntax;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.Span;

/** The parts of a script that rules of the grammar stand for, for tests that exchange them. */
public final class Subtrees {

    /** A part: which rule, and from which offset to which. */
    public record Subtree(int rule, int start, int end) {

        public String text(String script) {
            return script.substring(start, end);
        }
    }

    private Subtrees() {}

    /** All parts of a script without errors, each before its own parts; what is empty is left out. */
    public static List<Subtree> of(SourceFile file) {
        ShootdownParser parser = new ShootdownParser(ScriptParser.tokens(file));
        parser.removeErrorListeners();
        List<Subtree> found = new ArrayList<>();
        collect(parser.file(), Offsets.of(file), found);
        return found;
    }

    private static void collect(ParserRuleContext context, Offsets offsets, List<Subtree> found) {
        Span span = offsets.span(context);
        if (span.end() > span.start()) {
            found.add(new Subtree(context.getRuleIndex(), span.start(), span.end()));
        }
        for (int i = 0; i < context.getChildCount(); i++) {
            ParseTree child = context.getChild(i);
            if (child instanceof ParserRuleContext rule) {
                collect(rule, offsets, found);
            }
        }
    }
}
