package org.shootdown.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.Span;

/** Builds declarations and their parts. What the parser could not complete is left out: it has been reported. */
final class TreeBuilder {

    private final SourceFile file;
    private final Offsets offsets;
    private final CommonTokenStream tokens;
    private final List<Diagnostic> diagnostics;
    private final StatementBuilder statements;
    private final ExpressionBuilder expressions;

    TreeBuilder(SourceFile file, Offsets offsets, CommonTokenStream tokens, List<Diagnostic> diagnostics) {
        this.file = file;
        this.offsets = offsets;
        this.tokens = tokens;
        this.diagnostics = diagnostics;
        this.expressions = new ExpressionBuilder(offsets, diagnostics);
        this.statements = new StatementBuilder(offsets, expressions, diagnostics);
    }

    Script script(ShootdownParser.FileContext context) {
        header(context);
        List<Declaration> declarations = new ArrayList<>();
        for (ShootdownParser.DeclarationContext declaration : context.declaration()) {
            declaration(declaration).ifPresent(declarations::add);
        }
        return new Script(file, declarations);
    }

    private void header(ShootdownParser.FileContext context) {
        if (context.header() == null) {
            if (!diagnostics.isEmpty()) {
                return;
            }
            diagnostics.add(Diagnostic.of(
                            Code.NO_HEADER, new Span(file, 0, 0), "the file does not say which language it is in")
                    .help("begin it with `shootdown 1`"));
        } else if (context.header().NUMBER() != null
                && !context.header().NUMBER().getText().equals("1")) {
            Span span = offsets.span(context.header().NUMBER().getSymbol());
            diagnostics.add(Diagnostic.of(
                            Code.VERSION, span, "version " + span.text() + " of the language is not known here")
                    .help("this program knows `shootdown 1`"));
        }
    }

    private Optional<Declaration> declaration(ShootdownParser.DeclarationContext context) {
        Span span = offsets.span(context);
        String documentation = documentation(context.getStart());
        if (context instanceof ShootdownParser.ScenarioDeclarationContext c && present(c.name())) {
            List<ScenarioItem> items = new ArrayList<>();
            c.scenarioItem().forEach(item -> scenarioItem(item).ifPresent(items::add));
            return Optional.of(new Declaration.Scenario(expressions.name(c.name()), items, documentation, span));
        }
        if (context instanceof ShootdownParser.KernelDeclarationContext c && present(c.name(0))) {
            return Optional.of(library(
                    Declaration.LibraryKind.KERNEL, c.name(), c.citation(), c.member(), documentation, span));
        }
        if (context instanceof ShootdownParser.DriverDeclarationContext c && present(c.name(0))) {
            return Optional.of(library(
                    Declaration.LibraryKind.DRIVER, c.name(), c.citation(), c.member(), documentation, span));
        }
        if (context instanceof ShootdownParser.PatchDeclarationContext c && present(c.name(1))) {
            return Optional.of(library(
                    Declaration.LibraryKind.PATCH, c.name(), c.citation(), c.member(), documentation, span));
        }
        if (context instanceof ShootdownParser.ArchDeclarationContext c && present(c.name(0))) {
            return Optional.of(
                    hardware(Declaration.HardwareKind.ARCH, c.name(), c.citation(), c.machineRule(), documentation, span));
        }
        if (context instanceof ShootdownParser.IommuDeclarationContext c && present(c.name(0))) {
            return Optional.of(
                    hardware(Declaration.HardwareKind.IOMMU, c.name(), c.citation(), c.machineRule(), documentation, span));
        }
        return Optional.empty();
    }

    private Declaration library(
            Declaration.LibraryKind kind,
            List<ShootdownParser.NameContext> names,
            List<ShootdownParser.CitationContext> citations,
            List<ShootdownParser.MemberContext> members,
            String documentation,
            Span span) {
        List<Member> built = new ArrayList<>();
        members.forEach(m -> member(m).ifPresent(built::add));
        return new Declaration.Library(
                kind,
                expressions.name(names.get(0)),
                second(names),
                citations(citations),
                built,
                documentation,
                span);
    }

    private Declaration hardware(
            Declaration.HardwareKind kind,
            List<ShootdownParser.NameContext> names,
            List<ShootdownParser.CitationContext> citations,
            List<ShootdownParser.MachineRuleContext> rules,
            String documentation,
            Span span) {
        List<Declaration.Rule> built = new ArrayList<>();
        for (ShootdownParser.MachineRuleContext rule : rules) {
            if (present(rule.axisName())) {
                built.add(new Declaration.Rule(
                        new Name(rule.axisName().getText(), offsets.span(rule.axisName())),
                        expressions.buildOrUnreadable(rule.expression(), offsets.span(rule)),
                        citations(rule.citation()),
                        documentation(rule.getStart()),
                        offsets.span(rule)));
            }
        }
        return new Declaration.Hardware(
                kind,
                expressions.name(names.get(0)),
                second(names),
                citations(citations),
                built,
                documentation,
                span);
    }

    private Optional<Name> second(List<ShootdownParser.NameContext> names) {
        return names.size() > 1 && present(names.get(1))
                ? Optional.of(expressions.name(names.get(1)))
                : Optional.empty();
    }

    // ---- members ------------------------------------------------------------------------------------------------

    private Optional<Member> member(ShootdownParser.MemberContext context) {
        Span span = offsets.span(context);
        String documentation = documentation(context.getStart());
        if (context instanceof ShootdownParser.ProcMemberContext c && present(c.name()) && c.block() != null) {
            List<Member.Parameter> parameters = new ArrayList<>();
            for (ShootdownParser.ParameterContext parameter : c.parameter()) {
                if (present(parameter.name()) && parameter.type() != null) {
                    parameters.add(
                            new Member.Parameter(expressions.name(parameter.name()), type(parameter.type())));
                }
            }
            Span head = new Span(file, span.start(), offsets.span(c.name()).end());
            return Optional.of(new Member.Procedure(
                    c.OVERRIDE() != null,
                    expressions.name(c.name()),
                    parameters,
                    Optional.ofNullable(c.type()).map(this::type),
                    citations(c.citation()),
                    condition(c.where()),
                    statements.block(c.block()),
                    documentation,
                    head));
        }
        if (context instanceof ShootdownParser.LockMemberContext c && present(c.name())) {
            return Optional.of(new Member.Locks(
                    c.RWLOCKS() != null,
                    expressions.name(c.name()),
                    Optional.ofNullable(c.type()).map(this::type),
                    documentation,
                    span));
        }
        if (context instanceof ShootdownParser.VarMemberContext c && present(c.name())) {
            return Optional.of(new Member.Variable(
                    expressions.name(c.name()),
                    Optional.ofNullable(c.type()).map(this::type),
                    expressions.buildOrUnreadable(c.expression(), span),
                    documentation,
                    span));
        }
        return Optional.empty();
    }

    private Member.TypeName type(ShootdownParser.TypeContext context) {
        return new Member.TypeName(context.getText(), offsets.span(context));
    }

    private List<Citation> citations(List<ShootdownParser.CitationContext> contexts) {
        List<Citation> built = new ArrayList<>();
        for (ShootdownParser.CitationContext context : contexts) {
            if (context.STRING() != null) {
                built.add(new Citation(
                        expressions.unquote(context.STRING().getText()), offsets.span(context)));
            }
        }
        return built;
    }

    private Optional<Expression> condition(ShootdownParser.WhereContext context) {
        return Optional.ofNullable(context).map(c -> expressions.condition(c.condition(), offsets.span(c)));
    }

    // ---- scenario items -----------------------------------------------------------------------------------------

    private Optional<ScenarioItem> scenarioItem(ShootdownParser.ScenarioItemContext context) {
        Span span = offsets.span(context);
        if (context instanceof ShootdownParser.CiteItemContext c) {
            return citations(List.of(c.citation())).stream()
                    .findFirst()
                    .map(citation -> new ScenarioItem.Cite(citation, span));
        }
        if (context instanceof ShootdownParser.VaryItemContext c && c.axisName() != null) {
            List<ScenarioItem.AxisValue> values = new ArrayList<>();
            c.axisValue().forEach(v -> axisValue(v).ifPresent(values::add));
            Name axis = new Name(c.axisName().getText(), offsets.span(c.axisName()));
            return Optional.of(new ScenarioItem.Vary(axis, values, condition(c.where()), span));
        }
        if (context instanceof ShootdownParser.MmItemContext c && present(c.name(0))) {
            List<ScenarioItem.Page> pages = new ArrayList<>();
            c.page().forEach(p -> page(p).ifPresent(pages::add));
            return Optional.of(
                    new ScenarioItem.AddressSpace(expressions.name(c.name(0)), second(c.name()), pages, span));
        }
        if (context instanceof ShootdownParser.DeviceItemContext c && present(c.name())) {
            return Optional.of(
                    new ScenarioItem.Device(expressions.name(c.name()), attributes(c.attribute()), span));
        }
        if (context instanceof ShootdownParser.LockItemContext c && present(c.name())) {
            return Optional.of(new ScenarioItem.Lock(expressions.name(c.name()), span));
        }
        if (context instanceof ShootdownParser.VarItemContext c && present(c.name())) {
            return Optional.of(new ScenarioItem.Variable(
                    expressions.name(c.name()), expressions.buildOrUnreadable(c.expression(), span), span));
        }
        if (context instanceof ShootdownParser.ThreadItemContext c && present(c.name(0)) && c.block() != null) {
            return Optional.of(thread(c, span));
        }
        return question(context, span);
    }

    private ScenarioItem thread(ShootdownParser.ThreadItemContext c, Span span) {
        Optional<Name> place = Optional.empty();
        Optional<Integer> number = Optional.empty();
        if (c.place() != null && c.place().NAME() != null) {
            Token token = c.place().NAME().getSymbol();
            place = Optional.of(new Name(token.getText(), offsets.span(token)));
            if (c.place().NUMBER() != null) {
                number = Optional.of((int) Math.min(
                        Integer.MAX_VALUE, expressions.number(c.place().NUMBER().getSymbol())));
            }
        }
        Span head = new Span(file, span.start(), offsets.span(c.name(0)).end());
        return new ScenarioItem.Thread(
                expressions.name(c.name(0)),
                place,
                number,
                second(c.name()),
                statements.block(c.block()),
                documentation(c.getStart()),
                head);
    }

    private Optional<ScenarioItem> question(ShootdownParser.ScenarioItemContext context, Span span) {
        if (context instanceof ShootdownParser.CheckItemContext c) {
            return Optional.of(new ScenarioItem.Check(
                    c.name().stream().filter(this::present).map(expressions::name).toList(), span));
        }
        if (context instanceof ShootdownParser.QuestionItemContext c && present(c.name())) {
            ScenarioItem.Quantifier quantifier = c.ALWAYS() != null
                    ? ScenarioItem.Quantifier.ALWAYS
                    : c.NEVER() != null ? ScenarioItem.Quantifier.NEVER : ScenarioItem.Quantifier.EXISTS;
            boolean onFinal = c.FINAL() != null || c.EXISTS() != null;
            return Optional.of(new ScenarioItem.Question(
                    quantifier,
                    onFinal,
                    expressions.name(c.name()),
                    expressions.condition(c.condition(), span),
                    span));
        }
        if (context instanceof ShootdownParser.FinalItemContext c && present(c.name())) {
            return Optional.of(new ScenarioItem.Question(
                    ScenarioItem.Quantifier.ALWAYS,
                    true,
                    expressions.name(c.name()),
                    expressions.condition(c.condition(), span),
                    span));
        }
        if (context instanceof ShootdownParser.ExpectItemContext c) {
            List<Name> words =
                    c.name().stream().filter(this::present).map(expressions::name).toList();
            if (words.isEmpty()) {
                return Optional.empty();
            }
            Name verdict = words.get(words.size() - 1);
            return Optional.of(new ScenarioItem.Expect(
                    words.subList(0, words.size() - 1), verdict, condition(c.where()), span));
        }
        return Optional.empty();
    }

    private Optional<ScenarioItem.AxisValue> axisValue(ShootdownParser.AxisValueContext context) {
        if (context.getChildCount() == 0 || !(context.getChild(0) instanceof TerminalNode base)) {
            return Optional.empty();
        }
        List<Name> patches =
                context.name().stream().filter(this::present).map(expressions::name).toList();
        return Optional.of(new ScenarioItem.AxisValue(base.getText(), patches, offsets.span(context)));
    }

    private Optional<ScenarioItem.Page> page(ShootdownParser.PageContext context) {
        if (!present(context.name())) {
            return Optional.empty();
        }
        return Optional.of(new ScenarioItem.Page(
                expressions.name(context.name()),
                Optional.ofNullable(context.expression()).map(expressions::build),
                attributes(context.attribute()),
                offsets.span(context)));
    }

    private List<ScenarioItem.Attribute> attributes(List<ShootdownParser.AttributeContext> contexts) {
        return contexts.stream()
                .filter(c -> c.getStart() != null && c.getChildCount() > 0)
                .map(c -> new ScenarioItem.Attribute(
                        c.getStart().getText(),
                        Optional.ofNullable(c.expression()).map(expressions::build),
                        offsets.span(c)))
                .toList();
    }

    private boolean present(ParserRuleContext context) {
        return context != null && ExpressionBuilder.complete(context);
    }

    /** The lines of the documentation comments right before a token, without their slashes. */
    private String documentation(Token first) {
        // The end of the line before stands between the comment and what it is about.
        int index = first.getTokenIndex();
        boolean behindEnd = index > 0 && tokens.get(index - 1).getType() == ShootdownParser.END;
        List<Token> hidden =
                tokens.getHiddenTokensToLeft(behindEnd ? index - 1 : index, ShootdownLexer.COMMENTS);
        if (hidden == null) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (Token token : hidden) {
            if (token.getType() == ShootdownLexer.DOC_COMMENT) {
                text.append(text.isEmpty() ? "" : "\n")
                        .append(token.getText().substring(3).strip());
            }
        }
        return text.toString();
    }
}
