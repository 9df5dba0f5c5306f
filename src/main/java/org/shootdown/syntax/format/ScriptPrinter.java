package org.shootdown.syntax.format;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Citation;
import org.shootdown.syntax.Declaration;
import org.shootdown.syntax.Member;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.Script;

/** Prints trees. */
public final class ScriptPrinter {

    private static final String VERSION = "1";
    private static final int CONTINUED = 4;
    /** Deeper than the body that follows, so that the two do not run together. */
    private static final int CONTINUED_HEAD = 8;

    private final Words words;
    private final ExpressionPrinter expressions;
    private final StatementPrinter statements;
    private final BlockPrinter blocks;
    private final ItemPrinter items;
    private final Clauses clauses;

    private ScriptPrinter(Words words) {
        this.words = words;
        this.expressions = new ExpressionPrinter(words);
        this.blocks = new BlockPrinter(words);
        this.statements = new StatementPrinter(words, expressions, blocks);
        this.items = new ItemPrinter(words, expressions, statements, blocks);
        this.clauses = new Clauses(words, expressions);
    }

    /** A script for a tree that has no text of its own, or whose text does not matter. */
    public static String print(Script script) {
        return text(new ScriptPrinter(new PlainWords()).script(script));
    }

    /** The text of a script in the one style, comments included. */
    static String printText(Script script) {
        return text(new ScriptPrinter(new SourceWords(script.file())).script(script));
    }

    private static String text(Doc doc) {
        List<Line> lines = Layout.lines(doc);
        Columns.align(lines);
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    // ---- the file -----------------------------------------------------------------------------------------------

    /** Something at the top level. */
    private record Part(Span span, boolean large, ExpressionPrinter.Item item) {}

    private Doc script(Script script) {
        List<Part> parts = new ArrayList<>();
        script.imports().forEach(i -> parts.add(new Part(i.span(), false, () -> include(i))));
        script.declarations().forEach(d -> parts.add(
                new Part(d.span(), !(d instanceof Declaration.Property), () -> declaration(d))));
        if (words.fromText()) {
            parts.sort(Comparator.comparingInt(p -> p.span().start()));
        }
        List<Doc> docs = new ArrayList<>();
        docs.add(words.comments());
        docs.add(Doc.join(words.word("shootdown"), Doc.SPACE, words.spelled(VERSION)));
        boolean large = true;
        for (Part part : parts) {
            docs.add(new Doc.Fresh(large || part.large() || words.afterBlank()));
            docs.add(words.comments());
            docs.add(part.item().print());
            large = part.large();
        }
        docs.add(new Doc.Fresh(words.hasComments() && words.afterBlank()));
        docs.add(words.word(""));
        return Doc.join(docs);
    }

    private Doc include(Script.Import include) {
        Doc word = words.word("import");
        return Doc.join(word, Doc.SPACE, words.spelled(Clauses.quoted(include.path())));
    }

    private Doc declaration(Declaration declaration) {
        Doc documentation = words.documentation(declaration.documentation());
        return Doc.join(documentation, undocumented(declaration));
    }

    private Doc undocumented(Declaration declaration) {
        if (declaration instanceof Declaration.Scenario scenario) {
            Doc head = sequence().word("scenario").name(scenario.name()).doc();
            List<ExpressionPrinter.Item> parts = new ArrayList<>();
            for (ScenarioItem item : scenario.items()) {
                parts.add(() -> items.item(item));
            }
            return braces(head, parts);
        } else if (declaration instanceof Declaration.Library library) {
            String link = library.kind() == Declaration.LibraryKind.PATCH ? "for" : "extends";
            Doc head = head(library.kind().word(), library.name(), link, library.base(), library.citations());
            List<ExpressionPrinter.Item> parts = new ArrayList<>();
            for (Member member : library.members()) {
                parts.add(() -> Doc.join(words.documentation(member.documentation()), member(member)));
            }
            IntPredicate large = i -> library.members().get(i) instanceof Member.Procedure;
            return Doc.join(head, Doc.SPACE, Doc.group(blocks.separate(parts, large)));
        } else if (declaration instanceof Declaration.Hardware hardware) {
            Doc head = head(hardware.kind().word(), hardware.name(), "extends", hardware.base(), hardware.citations());
            List<ExpressionPrinter.Item> parts = new ArrayList<>();
            for (Declaration.Rule rule : hardware.rules()) {
                parts.add(() -> Doc.join(words.documentation(rule.documentation()), rule(rule)));
            }
            return braces(head, parts);
        } else if (declaration instanceof Declaration.Property property) {
            return property(property);
        }
        throw new FormatFault("there is no style for " + declaration.getClass().getSimpleName());
    }

    private Doc braces(Doc head, List<ExpressionPrinter.Item> parts) {
        return Doc.join(head, Doc.SPACE, Doc.group(blocks.separate(parts)));
    }

    private Doc head(String word, Name name, String link, Optional<Name> base, List<Citation> citations) {
        Head head = sequence().word(word).name(name);
        base.ifPresent(b -> head.word(link).name(b));
        return Doc.group(head.doc(), Doc.indent(CONTINUED_HEAD, clauses.citations(citations)));
    }

    private Doc property(Declaration.Property property) {
        Head head = sequence().word("property").name(property.name());
        Doc cited = Doc.group(head.doc(), Doc.indent(CONTINUED, clauses.citations(property.citations())));
        Doc sign = Doc.join(Doc.SPACE, words.word("="));
        Head asked = sequence();
        String word =
                switch (property.quantifier()) {
                    case ALWAYS -> "always";
                    case NEVER -> "never";
                    case EVENTUALLY -> "eventually";
                    case EXISTS -> throw new FormatFault("a property cannot ask `exists`");
                };
        if (words.has(word, property.quantifier() != ScenarioItem.Quantifier.ALWAYS)) {
            asked.word(word);
        }
        if (property.onFinal()) {
            asked.word("final");
        }
        asked.add(Doc.SPACE, expressions.expression(property.condition()));
        return Doc.join(cited, sign, Doc.group(Doc.indent(CONTINUED, Doc.space(), asked.doc())));
    }

    // ---- members ------------------------------------------------------------------------------------------------

    private Doc rule(Declaration.Rule rule) {
        Doc head = sequence().word("rule").name(rule.name()).content(Optional.of(rule.value())).doc();
        return Doc.group(head, Doc.indent(CONTINUED, clauses.citations(rule.citations())));
    }

    private Doc member(Member member) {
        if (member instanceof Member.Procedure procedure) {
            return procedure(procedure);
        } else if (member instanceof Member.Locks locks) {
            Head head = sequence().word(locks.shared() ? "rwlocks" : "locks").name(locks.name());
            index(head, locks.index());
            locks.kind().ifPresent(head::name);
            return head.doc();
        } else if (member instanceof Member.Variable variable) {
            Head head = sequence().word("var").name(variable.name());
            return index(head, variable.index()).content(Optional.of(variable.initial())).doc();
        } else if (member instanceof Member.Setting setting) {
            return rule(setting.rule());
        }
        throw new FormatFault("there is no style for " + member.getClass().getSimpleName());
    }

    private static Head index(Head head, Optional<Member.TypeName> type) {
        type.ifPresent(t -> head.touching("[").touching(t.text()).touching("]"));
        return head;
    }

    private Doc procedure(Member.Procedure procedure) {
        Head head = sequence();
        if (procedure.override()) {
            head.word("override");
        }
        head.word("proc").name(procedure.name()).touching("(");
        head.add(Doc.NOTHING, Doc.indent(CONTINUED_HEAD, expressions.list(procedure.parameters().stream()
                .<ExpressionPrinter.Item>map(p -> () -> parameter(p))
                .toList())));
        head.touching(")");
        procedure.result().ifPresent(r -> head.word("->").word(r.text()));
        Doc citations = clauses.citations(procedure.citations());
        Doc where = procedure.condition().map(clauses::whereWithoutGroup).orElse(Doc.NOTHING);
        Doc before = Doc.group(head.doc(), Doc.indent(CONTINUED_HEAD, citations, where));
        return Doc.join(before, Doc.SPACE, statements.body(procedure.body()));
    }

    private Doc parameter(Member.Parameter parameter) {
        return sequence().name(parameter.name()).touching(":").word(parameter.type().text()).doc();
    }

    private Head sequence() {
        return new Head(words, expressions);
    }
}
