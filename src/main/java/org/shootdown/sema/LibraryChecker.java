package org.shootdown.sema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Nearest;
import org.shootdown.syntax.Declaration.Hardware;
import org.shootdown.syntax.Declaration.HardwareKind;
import org.shootdown.syntax.Declaration.Library;
import org.shootdown.syntax.Declaration.LibraryKind;
import org.shootdown.syntax.Declaration.Rule;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Member;

/** Checks kernels, drivers, patches and hardware. */
final class LibraryChecker {

    private final LibraryIndex index;
    private final Diagnostics diagnostics;

    LibraryChecker(LibraryIndex index, Diagnostics diagnostics) {
        this.index = index;
        this.diagnostics = diagnostics;
    }

    void check(Hardware hardware) {
        rules(hardware.rules(), MachineRule.names(hardware.kind().word()), hardware.kind().word());
        hardware.rules().stream()
                .filter(r -> hardware.kind() == HardwareKind.ARCH)
                .filter(r -> r.name().text().equals(MachineRule.ARCH_GRANULE.rule()))
                .forEach(r -> granule(hardware, r));
    }

    private void rules(List<Rule> rules, List<String> known, String home) {
        Map<String, Rule> seen = new HashMap<>();
        for (Rule rule : rules) {
            String name = rule.name().text();
            if (!known.contains(name)) {
                Diagnostic error = Diagnostic.of(
                        Code.UNKNOWN_RULE,
                        rule.name().span(),
                        "the machine has no rule `" + name + "` for " + home + " declarations");
                diagnostics.add(Nearest.help(name, known).map(error::help).orElse(error));
            }
            Rule old = seen.putIfAbsent(name, rule);
            if (old != null) {
                diagnostics.add(
                        Diagnostic.of(Code.DUPLICATE, rule.name().span(), "the rule `" + name + "` is set twice")
                                .and(old.name().span(), "first set here"));
            }
        }
    }

    private void granule(Hardware hardware, Rule rule) {
        List<Granule> known = Granule.of(
                index.chain(hardware).stream().map(h -> h.name().text()).toList());
        boolean fits = rule.value() instanceof Expression.Number number
                && Granule.named(String.valueOf(number.value())).filter(known::contains).isPresent();
        if (!fits) {
            diagnostics.add(Diagnostic.of(
                            Code.PAGE_SIZE,
                            rule.value().span(),
                            "`" + hardware.name() + "` has no granule of this size")
                    .help("there " + (known.size() == 1 ? "is " : "are ")
                            + String.join(", ", known.stream().map(g -> "`" + g.word() + "`").toList())));
        }
    }

    void check(Library library) {
        List<Library> chain = index.chain(library);
        ConditionChecker conditions =
                ConditionChecker.ofLibrary(library.span().file().name(), index, diagnostics);
        Scope scope = scope(chain, conditions);
        Procedures procedures = library.kind() == LibraryKind.DRIVER
                ? Procedures.ofDriver(index, library)
                : Procedures.ofKernel(index, library);
        Procedures inherited = Procedures.ofBases(index, library);
        Map<String, Member.Procedure> plain = new HashMap<>();
        for (Member member : library.members()) {
            if (member instanceof Member.Procedure procedure) {
                Member.Procedure old = procedure.condition().isPresent()
                        ? null
                        : plain.putIfAbsent(procedure.name().text(), procedure);
                if (old != null) {
                    diagnostics.add(Diagnostic.of(
                                    Code.DUPLICATE,
                                    procedure.name().span(),
                                    "`" + procedure.name() + "` is defined twice here")
                            .and(old.name().span(), "first defined here")
                            .help("of one name there can be several if all but one say for which cells: "
                                    + "`where arch == arm64`"));
                }
                checkOverride(procedure, inherited, library);
                checkBody(procedure, scope, procedures, conditions);
            } else if (member instanceof Member.Locks locks) {
                LockKind.check(locks.shared(), locks.kind(), diagnostics);
            } else if (member instanceof Member.Variable variable) {
                initial(variable);
            }
        }
        checkSettings(library);
    }

    /** A kernel says which driver it has for an I/O page table, and so can a patch. */
    private void checkSettings(Library library) {
        List<Rule> rules = LibraryIndex.members(List.of(library), Member.Setting.class).stream()
                .map(Member.Setting::rule)
                .toList();
        List<String> known = library.kind() == LibraryKind.DRIVER ? List.of() : IoFormat.names();
        rules(rules, known, library.kind().word());
        for (Rule rule : rules) {
            List<String> drivers = IoFormat.named(rule.name().text()).map(IoFormat::drivers).orElse(List.of());
            String value = rule.value() instanceof Expression.Reference reference ? reference.name() : "";
            boolean unread = rule.value() instanceof Expression.Unreadable;
            if (known.contains(rule.name().text()) && !drivers.contains(value) && !unread) {
                Diagnostic error = Diagnostic.of(
                        Code.RULE_VALUE,
                        rule.value().span(),
                        "Linux has had no such driver for I/O page tables of format `" + rule.name() + "`");
                diagnostics.add(error.help(Nearest.help(value, drivers)
                        .orElse("it is one of " + String.join(", ", drivers))));
            }
        }
    }

    /** What is so at the start is not computed; what a frame is like at the start has a name. */
    private void initial(Member.Variable variable) {
        Expression value = variable.initial();
        boolean ofFrames =
                variable.index().filter(t -> t.text().equals(Type.FRAME.word())).isPresent();
        boolean ofCpus =
                variable.index().filter(t -> t.text().equals(Type.CPU.word())).isPresent();
        boolean known = value instanceof Expression.Truth
                || value instanceof Expression.Unreadable
                || ofFrames
                        && value instanceof Expression.Reference reference
                        && List.of("initial_mappings", "initially_exclusive").contains(reference.name())
                || ofCpus
                        && value instanceof Expression.Reference other
                        && other.name().equals("initially_loaded");
        if (value instanceof Expression.Number number) {
            Numbers.check(number, diagnostics);
        } else if (!known) {
            diagnostics.add(Diagnostic.of(
                            Code.INITIAL_VALUE,
                            value.span(),
                            "the initial value of `" + variable.name() + "` is a number or a truth value")
                    .help("of a variable with an element for each frame also `initial_mappings` and "
                            + "`initially_exclusive`, for each CPU `initially_loaded`"));
        }
    }

    /** The axes of the file's scenarios, and within them the locks and variables along a chain. */
    private Scope scope(List<Library> chain, ConditionChecker conditions) {
        Scope axes = Scope.root().inner(conditions);
        conditions.symbols().forEach(axes::declare);
        Scope scope = axes.inner();
        for (Library level : chain) {
            for (Member member : level.members()) {
                Optional<Symbol> symbol = Optional.empty();
                if (member instanceof Member.Locks locks) {
                    symbol = Optional.of(new Symbol(
                            locks.name().text(), Symbol.Kind.LOCK, Type.LOCK, lockIndex(locks.index()), locks.span()));
                } else if (member instanceof Member.Variable variable) {
                    symbol = Optional.of(new Symbol(
                            variable.name().text(),
                            Symbol.Kind.VARIABLE,
                            Type.INT,
                            index(variable.index()),
                            variable.span()));
                }
                symbol.flatMap(scope::declare).ifPresent(old -> diagnostics.add(Diagnostic.of(
                                Code.DUPLICATE, member.name().span(), "`" + member.name() + "` is declared twice")
                        .and(old.span(), "also declared here")));
            }
        }
        return scope;
    }

    private Optional<Type> lockIndex(Optional<Member.TypeName> type) {
        return index(type).map(found -> {
            if (found == Type.FRAME) {
                diagnostics.add(Diagnostic.of(
                        Code.TYPE,
                        type.orElseThrow().span(),
                        "there can be a lock for each page, mm, cpu or device; which frame is meant shows only in the "
                                + "run"));
                return Type.ERROR;
            }
            return found;
        });
    }

    private Optional<Type> index(Optional<Member.TypeName> type) {
        return type.map(t -> {
            Type found = VariableChecker.declaredType(t, diagnostics);
            boolean indexes = found == Type.PAGE
                    || found == Type.MM
                    || found == Type.CPU
                    || found == Type.DEVICE
                    || found == Type.FRAME
                    || found == Type.ERROR;
            if (!indexes) {
                diagnostics.add(Diagnostic.of(
                        Code.TYPE, t.span(), "there can be one for each page, mm, cpu, device or frame, not for each "
                                + found.word()));
            }
            return found;
        });
    }

    private void checkOverride(Member.Procedure procedure, Procedures bases, Library library) {
        Optional<Member.Procedure> base = bases.find(procedure.name().text());
        if (procedure.override() && base.isEmpty()) {
            Diagnostic error = Diagnostic.of(
                    Code.NOT_OVERRIDING,
                    procedure.name().span(),
                    "`" + procedure.name() + "` overrides nothing: what `" + library.name()
                            + "` extends has no procedure of this name");
            diagnostics.add(Nearest.to(procedure.name().text(), bases.names())
                    .map(n -> error.help("did you mean `" + n + "`?"))
                    .orElse(error.help("leave out `override`, or name what it extends")));
        } else if (!procedure.override() && base.isPresent()) {
            diagnostics.add(Diagnostic.of(
                            Code.MISSING_OVERRIDE,
                            procedure.name().span(),
                            "`" + procedure.name() + "` replaces a procedure of the same name")
                    .and(base.get().name().span(), "this one")
                    .help("if that is meant, write `override proc`"));
        } else if (base.isPresent()
                && !CallChecker.signature(base.get()).equals(CallChecker.signature(procedure))
                && !sameTypes(base.get(), procedure)) {
            diagnostics.add(Diagnostic.of(
                            Code.OVERRIDE_TYPES,
                            procedure.name().span(),
                            "`" + procedure.name() + "` must take and yield what the procedure that it overrides does")
                    .and(base.get().name().span(), "it is `" + CallChecker.signature(base.get()) + "`"));
        }
    }

    private static boolean sameTypes(Member.Procedure a, Member.Procedure b) {
        List<String> left = a.parameters().stream().map(p -> p.type().text()).toList();
        List<String> right = b.parameters().stream().map(p -> p.type().text()).toList();
        return left.equals(right)
                && a.result().map(Member.TypeName::text).equals(b.result().map(Member.TypeName::text));
    }

    private void checkBody(
            Member.Procedure procedure, Scope members, Procedures procedures, ConditionChecker conditions) {
        conditions.check(procedure.condition());
        Scope scope = members.inner();
        for (Member.Parameter parameter : procedure.parameters()) {
            Type type = VariableChecker.declaredType(parameter.type(), diagnostics);
            Symbol symbol = Symbol.of(
                    parameter.name().text(),
                    Symbol.Kind.PARAMETER,
                    type,
                    parameter.name().span());
            scope.declare(symbol)
                    .ifPresent(old -> diagnostics.add(Diagnostic.of(
                                    Code.DUPLICATE,
                                    symbol.span(),
                                    "the parameter `" + symbol.name() + "` is declared twice")
                            .and(old.span(), "first declared here")));
        }
        procedure.result().ifPresent(t -> VariableChecker.declaredType(t, diagnostics));
        BodyChecker.procedure(procedure, scope, procedures, diagnostics);
    }
}
