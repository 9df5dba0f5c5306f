package org.shootdown.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.Span;

/** Builds what stands in a scenario. */
final class ScenarioBuilder {

    private final SourceFile file;
    private final Offsets offsets;
    private final Parts parts;
    private final ExpressionBuilder expressions;
    private final StatementBuilder statements;

    ScenarioBuilder(
            SourceFile file,
            Offsets offsets,
            Parts parts,
            ExpressionBuilder expressions,
            StatementBuilder statements) {
        this.file = file;
        this.offsets = offsets;
        this.parts = parts;
        this.expressions = expressions;
        this.statements = statements;
    }

    Optional<ScenarioItem> item(ShootdownParser.ScenarioItemContext context) {
        Span span = offsets.span(context);
        if (context instanceof ShootdownParser.CiteItemContext c) {
            return parts.citations(List.of(c.citation())).stream()
                    .findFirst()
                    .map(citation -> new ScenarioItem.Cite(citation, span));
        }
        if (context instanceof ShootdownParser.VaryItemContext c && c.axisName() != null) {
            List<ScenarioItem.AxisValue> values = new ArrayList<>();
            c.axisValue().forEach(v -> axisValue(v).ifPresent(values::add));
            Name axis = new Name(c.axisName().getText(), offsets.span(c.axisName()));
            return Optional.of(new ScenarioItem.Vary(axis, values, parts.condition(c.where()), span));
        }
        if (context instanceof ShootdownParser.ParamItemContext c && parts.present(c.name())) {
            return Optional.of(new ScenarioItem.Param(
                    expressions.name(c.name()), expressions.buildOrUnreadable(c.expression(), span), span));
        }
        if (context instanceof ShootdownParser.ThreadItemContext c
                && parts.present(c.name(0))
                && c.block() != null) {
            return Optional.of(thread(c, span));
        }
        return space(context, span).or(() -> thing(context, span)).or(() -> question(context, span));
    }

    // ---- things -------------------------------------------------------------------------------------------------

    private Optional<ScenarioItem> space(ShootdownParser.ScenarioItemContext context, Span span) {
        if (context instanceof ShootdownParser.MmItemContext c && parts.present(c.name(0))) {
            return Optional.of(new ScenarioItem.AddressSpace(
                    expressions.name(c.name(0)), parts.second(c.name()), pages(c.page()), span));
        }
        if (context instanceof ShootdownParser.DomainItemContext c && c.name().size() > 1) {
            return parts.second(c.name())
                    .map(format -> new ScenarioItem.Domain(
                            expressions.name(c.name(0)), format, pages(c.page()), span));
        }
        if (context instanceof ShootdownParser.VmItemContext c && c.name().size() > 1) {
            return parts.second(c.name())
                    .map(of -> new ScenarioItem.VirtualMachine(
                            expressions.name(c.name(0)), of, attributes(c.attribute()), span));
        }
        return Optional.empty();
    }

    private Optional<ScenarioItem> thing(ShootdownParser.ScenarioItemContext context, Span span) {
        if (context instanceof ShootdownParser.FrameItemContext c && parts.present(c.name())) {
            return Optional.of(new ScenarioItem.Frame(
                    expressions.name(c.name()), Optional.ofNullable(c.expression()).map(expressions::build), span));
        }
        if (context instanceof ShootdownParser.DeviceItemContext c && parts.present(c.name())) {
            return Optional.of(new ScenarioItem.Device(
                    expressions.name(c.name()), family(c.family()), attributes(c.attribute()), span));
        }
        if (context instanceof ShootdownParser.LockItemContext c && parts.present(c.name())) {
            return Optional.of(new ScenarioItem.Lock(
                    expressions.name(c.name()), family(c.family()), expressions.kind(c.lockKind()), span));
        }
        if (context instanceof ShootdownParser.VarItemContext c && parts.present(c.name())) {
            return Optional.of(new ScenarioItem.Variable(
                    expressions.name(c.name()),
                    family(c.family()),
                    expressions.buildOrUnreadable(c.expression(), span),
                    span));
        }
        return Optional.empty();
    }

    private Optional<ScenarioItem.Family> family(ShootdownParser.FamilyContext c) {
        if (c == null || c.range() == null) {
            return Optional.empty();
        }
        Span span = offsets.span(c);
        return Optional.of(new ScenarioItem.Family(
                Optional.ofNullable(c.name()).filter(parts::present).map(expressions::name),
                expressions.buildOrUnreadable(c.range().expression(0), span),
                expressions.buildOrUnreadable(c.range().expression(1), span),
                span));
    }

    private List<ScenarioItem.Page> pages(List<ShootdownParser.PageContext> contexts) {
        List<ScenarioItem.Page> pages = new ArrayList<>();
        for (ShootdownParser.PageContext context : contexts) {
            if (parts.present(context.name())) {
                pages.add(new ScenarioItem.Page(
                        expressions.name(context.name()),
                        family(context.family()),
                        Optional.ofNullable(context.expression()).map(expressions::build),
                        context.pageAttribute().stream()
                                .flatMap(a -> attribute(a, a.expression()).stream())
                                .toList(),
                        offsets.span(context)));
            }
        }
        return pages;
    }

    private List<ScenarioItem.Attribute> attributes(List<ShootdownParser.AttributeContext> contexts) {
        return contexts.stream()
                .flatMap(a -> attribute(a, a.expression()).stream())
                .toList();
    }

    /** {@code value}: null if there is none. */
    private Optional<ScenarioItem.Attribute> attribute(
            ParserRuleContext context, ShootdownParser.ExpressionContext value) {
        if (context.getStart() == null || context.getChildCount() == 0) {
            return Optional.empty();
        }
        return Optional.of(new ScenarioItem.Attribute(
                context.getStart().getText(),
                Optional.ofNullable(value).map(expressions::build),
                offsets.span(context)));
    }

    private Optional<ScenarioItem.AxisValue> axisValue(ShootdownParser.AxisValueContext context) {
        if (context.getChildCount() == 0 || !(context.getChild(0) instanceof TerminalNode base)) {
            return Optional.empty();
        }
        return Optional.of(
                new ScenarioItem.AxisValue(base.getText(), parts.names(context.name()), offsets.span(context)));
    }

    // ---- threads ------------------------------------------------------------------------------------------------

    private ScenarioItem thread(ShootdownParser.ThreadItemContext c, Span span) {
        Span head = new Span(file, span.start(), offsets.span(c.name(0)).end());
        return new ScenarioItem.Thread(
                expressions.name(c.name(0)),
                family(c.family()),
                place(c.place()),
                parts.second(c.name()),
                statements.block(c.block()),
                parts.documentation(c.getStart()),
                head);
    }

    private Optional<ScenarioItem.Place> place(ShootdownParser.PlaceContext c) {
        if (c == null || !parts.present(c.name(0))) {
            return Optional.empty();
        }
        return Optional.of(new ScenarioItem.Place(
                expressions.name(c.name(0)),
                Optional.ofNullable(c.expression()).map(expressions::build),
                Optional.ofNullable(c.placeNumber()).map(expressions::placeNumber),
                parts.second(c.name()),
                offsets.span(c)));
    }

    // ---- questions ----------------------------------------------------------------------------------------------

    private Optional<ScenarioItem> question(ShootdownParser.ScenarioItemContext context, Span span) {
        if (context instanceof ShootdownParser.CheckItemContext c) {
            return Optional.of(new ScenarioItem.Check(parts.names(c.name()), span));
        }
        if (context instanceof ShootdownParser.QuestionItemContext c && c.condition() != null) {
            ScenarioItem.Quantifier quantifier = c.ALWAYS() != null
                    ? ScenarioItem.Quantifier.ALWAYS
                    : c.NEVER() != null
                            ? ScenarioItem.Quantifier.NEVER
                            : c.EXISTS() != null
                                    ? ScenarioItem.Quantifier.EXISTS
                                    : ScenarioItem.Quantifier.EVENTUALLY;
            boolean onFinal = c.FINAL() != null || c.EXISTS() != null;
            return Optional.of(question(quantifier, onFinal, c.name(), c.condition(), span));
        }
        if (context instanceof ShootdownParser.FinalItemContext c && c.condition() != null) {
            return Optional.of(question(ScenarioItem.Quantifier.ALWAYS, true, c.name(), c.condition(), span));
        }
        if (context instanceof ShootdownParser.TimelineItemContext c && c.timelineHeader() != null) {
            return Optional.of(timeline(c, span));
        }
        if (context instanceof ShootdownParser.ExpectItemContext c) {
            List<Name> words = parts.names(c.name());
            if (words.isEmpty()) {
                return Optional.empty();
            }
            Name verdict = words.get(words.size() - 1);
            return Optional.of(new ScenarioItem.Expect(
                    words.subList(0, words.size() - 1), verdict, parts.condition(c.where()), span));
        }
        return Optional.empty();
    }

    private ScenarioItem question(
            ScenarioItem.Quantifier quantifier,
            boolean onFinal,
            ShootdownParser.NameContext name,
            ShootdownParser.ConditionContext context,
            Span span) {
        Expression condition = expressions.condition(context, span);
        boolean named = parts.present(name);
        Span asked = offsets.span(context);
        Name called = named
                ? expressions.name(name)
                : new Name(asked.text().replaceAll("\\s+", " ").strip(), asked);
        return new ScenarioItem.Question(quantifier, onFinal, named, called, condition, span);
    }

    private ScenarioItem timeline(ShootdownParser.TimelineItemContext c, Span span) {
        List<ScenarioItem.Column> columns = new ArrayList<>();
        for (ShootdownParser.TimelineColumnContext column : c.timelineHeader().timelineColumn()) {
            if (parts.present(column.name())) {
                columns.add(new ScenarioItem.Column(
                        expressions.name(column.name()),
                        Optional.ofNullable(column.expression()).map(expressions::build),
                        offsets.span(column)));
            }
        }
        List<ScenarioItem.Row> rows = new ArrayList<>();
        c.timelineRow().forEach(r -> rows.add(row(r)));
        boolean named = parts.present(c.name());
        Token word = c.TIMELINE().getSymbol();
        Name name = named ? expressions.name(c.name()) : new Name(word.getText(), offsets.span(word));
        Span head = new Span(file, span.start(), name.span().end());
        return new ScenarioItem.Timeline(name, named, columns, rows, head);
    }

    private Optional<ScenarioItem.Step> step(ShootdownParser.TimelineCellContext c) {
        return Optional.ofNullable(c.timelineStep())
                .map(statements::visit)
                .map(s -> new ScenarioItem.Step(
                        s, Optional.ofNullable(c.expression()).map(expressions::build), offsets.span(c)));
    }

    private ScenarioItem.Row row(ShootdownParser.TimelineRowContext context) {
        List<Optional<ScenarioItem.Step>> cells = new ArrayList<>();
        cells.add(Optional.empty());
        for (int i = 0; i < context.getChildCount(); i++) {
            if (context.getChild(i) instanceof ShootdownParser.TimelineCellContext cell) {
                cells.set(cells.size() - 1, step(cell));
            } else {
                cells.add(Optional.empty());
            }
        }
        return new ScenarioItem.Row(cells, offsets.span(context));
    }
}
