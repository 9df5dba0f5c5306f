package org.shootdown.syntax.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.format.BlockPrinter.Element;

/** Prints what stands in scenarios. */
final class ItemPrinter {

    private static final int CONTINUED = 4;
    /** Words of the language that expressions refer to, and that are no names elsewhere. */
    private static final Set<String> KEYWORDS = Set.of("on", "arch", "kernel", "driver", "iommu");

    private final Words words;
    private final ExpressionPrinter expressions;
    private final StatementPrinter statements;
    private final BlockPrinter blocks;
    private final Clauses clauses;
    private int timelines;

    ItemPrinter(Words words, ExpressionPrinter expressions, StatementPrinter statements, BlockPrinter blocks) {
        this.words = words;
        this.expressions = expressions;
        this.statements = statements;
        this.blocks = blocks;
        this.clauses = new Clauses(words, expressions);
    }

    Doc item(ScenarioItem item) {
        if (item instanceof ScenarioItem.Cite cite) {
            return clauses.citation(cite.citation());
        } else if (item instanceof ScenarioItem.Vary vary) {
            return vary(vary);
        } else if (item instanceof ScenarioItem.Param param) {
            return sequence().word("param").name(param.name()).content(Optional.of(param.value())).doc();
        } else if (item instanceof ScenarioItem.Check check) {
            return Doc.join(
                    words.word("check"), Doc.SPACE, Doc.indent(CONTINUED, expressions.names(check.names())));
        } else if (item instanceof ScenarioItem.Question question) {
            return question(question);
        } else if (item instanceof ScenarioItem.Expect expect) {
            return expect(expect);
        } else if (item instanceof ScenarioItem.Timeline timeline) {
            return timeline(timeline);
        } else if (item instanceof ScenarioItem.Thread thread) {
            return thread(thread);
        }
        return thing(item);
    }

    // ---- things -------------------------------------------------------------------------------------------------

    private Doc thing(ScenarioItem item) {
        if (item instanceof ScenarioItem.AddressSpace space) {
            Head head = sequence().word("mm").name(space.name());
            space.parent().ifPresent(p -> head.word("forks").name(p));
            boolean usual = !space.pages().isEmpty() || space.parent().isEmpty();
            return pages(head, space.pages(), usual, space.span());
        } else if (item instanceof ScenarioItem.Domain domain) {
            Head head = sequence().word("domain").name(domain.name()).word(":").name(domain.format());
            return pages(head, domain.pages(), true, domain.span());
        } else if (item instanceof ScenarioItem.Frame frame) {
            return sequence().word("frame").name(frame.name()).content(frame.content()).doc();
        } else if (item instanceof ScenarioItem.VirtualMachine machine) {
            Head head = sequence().word("vm").name(machine.name()).word("of").name(machine.space());
            return attributed(head, machine.attributes(), machine.span());
        } else if (item instanceof ScenarioItem.Device device) {
            Head head = sequence().word("device").name(device.name()).family(device.family());
            return attributed(head, device.attributes(), device.span());
        } else if (item instanceof ScenarioItem.Lock lock) {
            Head head = sequence().word("locks").name(lock.name()).family(lock.family());
            lock.kind().ifPresent(head::name);
            return head.doc();
        } else if (item instanceof ScenarioItem.Variable variable) {
            return sequence().word("var").name(variable.name()).family(variable.family())
                    .content(Optional.of(variable.initial())).doc();
        }
        throw new FormatFault("there is no style for " + item.getClass().getSimpleName());
    }

    private Doc pages(Head head, List<ScenarioItem.Page> pages, boolean usual, Span span) {
        if (!words.has("{", usual)) {
            return head.doc();
        }
        List<Element> elements =
                pages.stream().map(p -> new Element(() -> page(p), false)).toList();
        Doc braces = blocks.shared(elements, words.onOneLine(span), () -> new Doc.Break(BlockPrinter.GAP));
        return Doc.group(head.doc(), Doc.SPACE, braces);
    }

    private Doc page(ScenarioItem.Page page) {
        Head head = sequence().word("page").name(page.name()).family(page.family()).content(page.content());
        page.attributes().forEach(a -> head.add(Doc.text(attributeGap()), attribute(a)));
        return head.doc();
    }

    /** Attributes stand in braces or before them; without a text, in braces. */
    private Doc attributed(Head head, List<ScenarioItem.Attribute> attributes, Span span) {
        int before = 0;
        while (before < attributes.size() && !words.has("{", true)) {
            head.add(Doc.text(attributeGap()), attribute(attributes.get(before++)));
        }
        if (!words.has("{", before < attributes.size())) {
            return head.doc();
        }
        List<Element> elements = attributes.subList(before, attributes.size()).stream()
                .map(a -> new Element(() -> attribute(a), false))
                .toList();
        Doc braces = blocks.shared(elements, words.onOneLine(span), this::attributeBreak);
        return Doc.group(head.doc(), Doc.SPACE, braces);
    }

    /**
     * Which attributes take a word after them, as in {@code ats on}, only the checker knows. Authors show it by a wider
     * gap between those that do not belong together, and that stays.
     */
    private String attributeGap() {
        return words.afterGap() ? "  " : " ";
    }

    /** In braces, a line may break in a wide gap, and only there. */
    private Doc attributeBreak() {
        return words.afterGap() ? new Doc.Break(attributeGap()) : Doc.SPACE;
    }

    private Doc attribute(ScenarioItem.Attribute attribute) {
        return sequence().word(attribute.word()).content(attribute.value()).doc();
    }

    // ---- threads ------------------------------------------------------------------------------------------------

    private Doc thread(ScenarioItem.Thread thread) {
        Doc documentation = words.documentation(thread.documentation());
        Head head = sequence().word("thread").name(thread.name()).family(thread.family());
        thread.place().ifPresent(place -> {
            head.word("on").name(place.name());
            place.index().ifPresent(i -> head.add(Doc.NOTHING, expressions.index(i)));
            place.number().ifPresent(n -> head.add(Doc.SPACE, placeNumber(n)));
            place.owner().ifPresent(o -> head.word("of").name(o));
        });
        thread.space().ifPresent(s -> head.word("in").name(s));
        Doc before = Doc.join(documentation, head.doc(), Doc.SPACE);
        boolean onOneLine = words.onOneLine(thread.body().span());
        Doc body = statements.block(thread.body(), onOneLine);
        return Doc.join(before, Doc.group(new Doc.Tab("thread", true), body));
    }

    /** A number or a name; anything else is in parentheses. */
    private Doc placeNumber(Expression number) {
        boolean name = number instanceof Expression.Reference reference && !KEYWORDS.contains(reference.name());
        if (words.fromText() || name || number instanceof Expression.Number) {
            return expressions.expression(number);
        }
        return Doc.join(Doc.text("("), expressions.expression(number), Doc.text(")"));
    }

    // ---- the matrix and the questions ---------------------------------------------------------------------------

    private Doc vary(ScenarioItem.Vary vary) {
        Doc head = sequence().word("vary").name(vary.axis()).doc();
        Doc in = Doc.join(Doc.SPACE, new Doc.Tab("vary", false), words.word("in"), Doc.SPACE);
        Doc values = expressions.list(
                vary.values().stream().<ExpressionPrinter.Item>map(v -> () -> axisValue(v)).toList());
        return Doc.join(head, in, Doc.indent(CONTINUED, values, clauses.where(vary.condition())));
    }

    private Doc axisValue(ScenarioItem.AxisValue value) {
        Head head = sequence().word(value.base());
        value.patches().forEach(p -> head.word("+").name(p));
        return head.doc();
    }

    private Doc question(ScenarioItem.Question question) {
        Head head = sequence();
        String word =
                switch (question.quantifier()) {
                    case ALWAYS -> "always";
                    case NEVER -> "never";
                    case EXISTS -> "exists";
                    case EVENTUALLY -> "eventually";
                };
        boolean always = question.quantifier() == ScenarioItem.Quantifier.ALWAYS;
        if (!always || words.has(word, !question.onFinal())) {
            head.word(word);
        }
        boolean exists = question.quantifier() == ScenarioItem.Quantifier.EXISTS;
        if (words.has("final", question.onFinal() && !exists)) {
            head.word("final");
        }
        Doc before = Doc.join(head.doc(), Doc.SPACE);
        if (question.named()) {
            Doc name = expressions.name(question.name());
            before = Doc.join(
                    before,
                    new Doc.Tab("question", false),
                    name,
                    words.word(":"),
                    Doc.SPACE,
                    new Doc.Tab("condition", false));
        }
        return Doc.join(before, Doc.indent(0, expressions.expression(question.condition())));
    }

    private Doc expect(ScenarioItem.Expect expect) {
        Head head = sequence().word("expect");
        if (!expect.questions().isEmpty()) {
            head.add(Doc.SPACE, expressions.names(expect.questions()));
        }
        if (words.has(",", false)) {
            head.touching(",");
        }
        head.name(expect.verdict());
        return Doc.join(head.doc(), Doc.indent(CONTINUED, clauses.where(expect.condition())));
    }

    // ---- timelines ----------------------------------------------------------------------------------------------

    private Doc timeline(ScenarioItem.Timeline timeline) {
        Head head = sequence().word("timeline");
        if (timeline.named()) {
            head.name(timeline.name());
        }
        timelines++;
        List<ExpressionPrinter.Item> rows = new ArrayList<>();
        rows.add(() -> row(timeline.columns().stream()
                .<Optional<ExpressionPrinter.Item>>map(c -> Optional.of(() -> column(c)))
                .toList()));
        timeline.rows().forEach(r -> rows.add(() -> row(r.cells().stream()
                .map(c -> c.<ExpressionPrinter.Item>map(s -> () -> cell(s)))
                .toList())));
        return Doc.join(head.doc(), Doc.SPACE, blocks.separate(rows));
    }

    private Doc row(List<Optional<ExpressionPrinter.Item>> cells) {
        List<Doc> parts = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            if (i > 0) {
                parts.add(Doc.SPACE);
                parts.add(new Doc.Tab(Columns.TABLE + timelines, false));
                parts.add(words.word("|"));
            }
            if (cells.get(i).isPresent()) {
                parts.add(i > 0 ? Doc.SPACE : Doc.NOTHING);
                parts.add(cells.get(i).get().print());
            }
        }
        return Doc.join(parts);
    }

    private Doc column(ScenarioItem.Column column) {
        Doc name = expressions.name(column.thread());
        return column.index().map(i -> Doc.join(name, expressions.index(i))).orElse(name);
    }

    private Doc cell(ScenarioItem.Step step) {
        Doc statement = statements.statement(step.statement());
        Doc result = step.result()
                .map(r -> Doc.join(Doc.SPACE, words.word("->"), Doc.SPACE, expressions.expression(r)))
                .orElse(Doc.NOTHING);
        return new Doc.Flat(Doc.join(statement, result));
    }

    private Head sequence() {
        return new Head(words, expressions);
    }
}
