package org.shootdown.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.CommonTokenStream;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.Span;

/** Builds declarations and their parts. What the parser could not complete is left out: it has been reported. */
final class TreeBuilder {

    private final SourceFile file;
    private final Offsets offsets;
    private final Parts parts;
    private final ScenarioBuilder scenarios;
    private final List<Diagnostic> diagnostics;
    private final StatementBuilder statements;
    private final ExpressionBuilder expressions;

    TreeBuilder(SourceFile file, Offsets offsets, CommonTokenStream tokens, List<Diagnostic> diagnostics) {
        this.file = file;
        this.offsets = offsets;
        this.diagnostics = diagnostics;
        this.expressions = new ExpressionBuilder(offsets, diagnostics);
        this.statements = new StatementBuilder(offsets, expressions, diagnostics);
        this.parts = new Parts(offsets, tokens, expressions);
        this.scenarios = new ScenarioBuilder(file, offsets, parts, expressions, statements);
    }

    Script script(ShootdownParser.FileContext context) {
        header(context);
        List<Declaration> declarations = new ArrayList<>();
        for (ShootdownParser.DeclarationContext declaration : context.declaration()) {
            declaration(declaration).ifPresent(declarations::add);
        }
        List<Script.Import> imports = new ArrayList<>();
        for (ShootdownParser.ImportFileContext c : context.importFile()) {
            if (c.STRING() != null) {
                imports.add(new Script.Import(expressions.unquote(c.STRING().getText()), offsets.span(c)));
            }
        }
        return new Script(file, imports, declarations);
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
        String documentation = parts.documentation(context.getStart());
        if (context instanceof ShootdownParser.ScenarioDeclarationContext c && parts.present(c.name())) {
            List<ScenarioItem> items = new ArrayList<>();
            c.scenarioItem().forEach(item -> scenarios.item(item).ifPresent(items::add));
            return Optional.of(new Declaration.Scenario(expressions.name(c.name()), items, documentation, span));
        }
        if (context instanceof ShootdownParser.KernelDeclarationContext c && parts.present(c.name(0))) {
            return Optional.of(library(
                    Declaration.LibraryKind.KERNEL, c.name(), c.citation(), c.member(), documentation, span));
        }
        if (context instanceof ShootdownParser.DriverDeclarationContext c && parts.present(c.name(0))) {
            return Optional.of(library(
                    Declaration.LibraryKind.DRIVER, c.name(), c.citation(), c.member(), documentation, span));
        }
        if (context instanceof ShootdownParser.PatchDeclarationContext c && parts.present(c.name(1))) {
            return Optional.of(library(
                    Declaration.LibraryKind.PATCH, c.name(), c.citation(), c.member(), documentation, span));
        }
        if (context instanceof ShootdownParser.ArchDeclarationContext c && parts.present(c.name(0))) {
            return Optional.of(
                    hardware(Declaration.HardwareKind.ARCH, c.name(), c.citation(), c.machineRule(), documentation, span));
        }
        if (context instanceof ShootdownParser.IommuDeclarationContext c && parts.present(c.name(0))) {
            return Optional.of(
                    hardware(Declaration.HardwareKind.IOMMU, c.name(), c.citation(), c.machineRule(), documentation, span));
        }
        if (context instanceof ShootdownParser.PropertyDeclarationContext c && parts.present(c.name())) {
            ScenarioItem.Quantifier quantifier = c.NEVER() != null
                    ? ScenarioItem.Quantifier.NEVER
                    : c.EVENTUALLY() != null ? ScenarioItem.Quantifier.EVENTUALLY : ScenarioItem.Quantifier.ALWAYS;
            return Optional.of(new Declaration.Property(
                    expressions.name(c.name()),
                    quantifier,
                    c.FINAL() != null,
                    expressions.condition(c.condition(), span),
                    parts.citations(c.citation()),
                    documentation,
                    span));
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
                parts.second(names),
                parts.citations(citations),
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
        rules.forEach(rule -> rule(rule).ifPresent(built::add));
        return new Declaration.Hardware(
                kind,
                expressions.name(names.get(0)),
                parts.second(names),
                parts.citations(citations),
                built,
                documentation,
                span);
    }

    private Optional<Declaration.Rule> rule(ShootdownParser.MachineRuleContext rule) {
        if (!parts.present(rule.axisName())) {
            return Optional.empty();
        }
        return Optional.of(new Declaration.Rule(
                new Name(rule.axisName().getText(), offsets.span(rule.axisName())),
                expressions.buildOrUnreadable(rule.expression(), offsets.span(rule)),
                parts.citations(rule.citation()),
                parts.documentation(rule.getStart()),
                offsets.span(rule)));
    }

    // ---- members ------------------------------------------------------------------------------------------------

    private Optional<Member> member(ShootdownParser.MemberContext context) {
        Span span = offsets.span(context);
        String documentation = parts.documentation(context.getStart());
        if (context instanceof ShootdownParser.ProcMemberContext c && parts.present(c.name()) && c.block() != null) {
            List<Member.Parameter> parameters = new ArrayList<>();
            for (ShootdownParser.ParameterContext parameter : c.parameter()) {
                if (parts.present(parameter.name()) && parameter.type() != null) {
                    parameters.add(
                            new Member.Parameter(expressions.name(parameter.name()), parts.type(parameter.type())));
                }
            }
            Span head = new Span(file, span.start(), offsets.span(c.name()).end());
            return Optional.of(new Member.Procedure(
                    c.OVERRIDE() != null,
                    expressions.name(c.name()),
                    parameters,
                    Optional.ofNullable(c.type()).map(parts::type),
                    parts.citations(c.citation()),
                    parts.condition(c.where()),
                    statements.block(c.block()),
                    documentation,
                    head));
        }
        if (context instanceof ShootdownParser.LockMemberContext c && parts.present(c.name())) {
            return Optional.of(new Member.Locks(
                    c.RWLOCKS() != null,
                    expressions.name(c.name()),
                    Optional.ofNullable(c.type()).map(parts::type),
                    expressions.kind(c.lockKind()),
                    documentation,
                    span));
        }
        if (context instanceof ShootdownParser.VarMemberContext c && parts.present(c.name())) {
            return Optional.of(new Member.Variable(
                    expressions.name(c.name()),
                    Optional.ofNullable(c.type()).map(parts::type),
                    expressions.buildOrUnreadable(c.expression(), span),
                    documentation,
                    span));
        }
        if (context instanceof ShootdownParser.RuleMemberContext c && c.machineRule() != null) {
            return rule(c.machineRule()).map(Member.Setting::new);
        }
        return Optional.empty();
    }
}
