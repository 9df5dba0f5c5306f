package org.shootdown.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.shootdown.diag.Code;
import org.shootdown.diag.Explanation;
import org.shootdown.diag.Nearest;
import org.shootdown.report.Paragraphs;
import org.shootdown.sema.Attributes;
import org.shootdown.sema.BuiltInCheck;
import org.shootdown.sema.Constants;
import org.shootdown.sema.IoFormat;
import org.shootdown.sema.LibraryLoader;
import org.shootdown.sema.MachineRule;
import org.shootdown.sema.Operations;
import org.shootdown.syntax.Citation;
import org.shootdown.syntax.Declaration;
import org.shootdown.syntax.Member;
import org.shootdown.syntax.Script;
import org.shootdown.syntax.ScriptParser;

/** {@code explain}: says what a check, a rule, an operation, a procedure or a diagnostic's code means. */
final class ExplainCommand implements Command {

    @Override
    public String name() {
        return "explain";
    }

    @Override
    public String summary() {
        return "say what a check, rule, operation or code means";
    }

    @Override
    public String arguments() {
        return "[NAME]";
    }

    @Override
    public List<String> examples() {
        return List.of("shootdown explain page_lifetime", "shootdown explain munmap", "shootdown explain SD0201");
    }

    @Override
    public Options options() {
        return new Options();
    }

    @Override
    public int run(CommandLine line, Console console) throws UsageException {
        List<Script> library = LibraryLoader.bundled().stream()
                .map(f -> ScriptParser.parse(f).script())
                .toList();
        if (line.getArgList().isEmpty()) {
            console.out().print(overview(library));
            return ExitStatus.OK;
        }
        for (String name : line.getArgList()) {
            List<String> found = explain(name, library);
            if (found.isEmpty()) {
                throw new UsageException("nothing is called `" + name + "`"
                        + Nearest.to(name, names(library)).map(n -> "; did you mean `" + n + "`?").orElse(""));
            }
            console.out().print(String.join("\n", found));
        }
        return ExitStatus.OK;
    }

    private static String overview(List<Script> library) {
        StringBuilder out = new StringBuilder();
        out.append(Paragraphs.list("Checks", BuiltInCheck.names()));
        out.append(Paragraphs.list(
                "Operations of the machine",
                Operations.all().stream().map(o -> o.name()).toList()));
        out.append(Paragraphs.list("Words that describe pages", sorted(Attributes.OF_PAGE.keySet())));
        out.append(Paragraphs.list("Words that describe devices", sorted(Attributes.OF_DEVICE.keySet())));
        out.append(Paragraphs.list("Words that describe pages of domains", sorted(Attributes.OF_DOMAIN_PAGE.keySet())));
        out.append(Paragraphs.list("Formats of I/O page tables", IoFormat.names()));
        out.append(Paragraphs.list("Words that describe virtual machines", sorted(Attributes.OF_VM.keySet())));
        for (Declaration declaration : declarations(library)) {
            String kind = declaration instanceof Declaration.Library l
                    ? l.kind().word()
                    : declaration instanceof Declaration.Hardware h ? h.kind().word() : "";
            out.append(Paragraphs.list(kind + " " + declaration.name(), List.copyOf(memberNames(declaration))));
        }
        return out.append("\nshootdown explain NAME says more about each, and about codes such as SD0201.\n")
                .toString();
    }

    private static List<String> sorted(Collection<String> names) {
        return names.stream().sorted().toList();
    }

    private static List<Declaration> declarations(List<Script> library) {
        return library.stream().flatMap(s -> s.declarations().stream()).toList();
    }

    private static java.util.Set<String> memberNames(Declaration declaration) {
        java.util.Set<String> names = new java.util.LinkedHashSet<>();
        if (declaration instanceof Declaration.Library part) {
            part.members().forEach(m -> names.add(m.name().text()));
        } else if (declaration instanceof Declaration.Hardware part) {
            part.rules().forEach(r -> names.add(r.name().text()));
        }
        return names;
    }

    private static List<String> names(List<Script> library) {
        List<String> names = new ArrayList<>(BuiltInCheck.names());
        Operations.all().forEach(o -> names.add(o.name()));
        names.addAll(Constants.all().keySet());
        names.addAll(Attributes.OF_PAGE.keySet());
        names.addAll(Attributes.OF_DEVICE.keySet());
        for (Declaration declaration : declarations(library)) {
            names.add(declaration.name().text());
            names.addAll(memberNames(declaration));
        }
        for (Code code : Code.values()) {
            names.add(code.id());
        }
        return names;
    }

    private static List<String> explain(String name, List<Script> library) {
        List<String> found = new ArrayList<>();
        Code.of(name).ifPresent(c -> found.add(page(c)));
        BuiltInCheck.named(name)
                .ifPresent(c -> found.add(Paragraphs.entry("check " + c.word(), c.meaning(), List.of())));
        Operations.named(name)
                .ifPresent(o -> found.add(
                        Paragraphs.entry("operation " + o.signature(), o.documentation(), List.of())));
        Attributes.explain(name).forEach((head, text) -> found.add(Paragraphs.entry(head, text, List.of())));
        Optional.ofNullable(Constants.all().get(name))
                .ifPresent(c -> found.add(Paragraphs.entry(
                        "constant " + name + ": " + c.type().word(), c.documentation(), List.of())));
        for (Declaration declaration : declarations(library)) {
            declaration(name, declaration, found);
        }
        return found;
    }

    /** The page about a code, within 80 columns. */
    private static String page(Code code) {
        Explanation page = Explanation.of(code);
        StringBuilder out = new StringBuilder();
        out.append(Paragraphs.entry(code.id() + " (" + code.severity().word() + ")", code.meaning(), List.of()));
        out.append('\n').append(Paragraphs.text(page.prose()));
        page.wrong().ifPresent(s -> out.append("\nFor example:\n\n").append(indented(s)));
        page.mended().ifPresent(s -> out.append("\nMended:\n\n").append(indented(s)));
        return out.toString();
    }

    private static String indented(String script) {
        return script.indent(4).replaceAll("(?m)^ +$", "");
    }

    private static void declaration(String name, Declaration declaration, List<String> found) {
        if (declaration instanceof Declaration.Library part) {
            String home = part.kind().word() + " " + part.name();
            if (part.name().text().equals(name)) {
                found.add(Paragraphs.entry(home, part.documentation(), texts(part.citations())));
            }
            for (Member member : part.members()) {
                if (member.name().text().equals(name)) {
                    found.add(Paragraphs.entry(
                            name + " (" + home + ", " + member.span().location() + ")",
                            member.documentation(),
                            member instanceof Member.Procedure p ? texts(p.citations()) : List.of()));
                }
            }
        } else if (declaration instanceof Declaration.Hardware part) {
            String home = part.kind().word() + " " + part.name();
            if (part.name().text().equals(name)) {
                found.add(Paragraphs.entry(home, part.documentation(), texts(part.citations())));
            }
            for (Declaration.Rule rule : part.rules()) {
                if (rule.name().text().equals(name) || (part.name() + "." + rule.name()).equals(name)) {
                    String meaning = MachineRule.of(part.kind().word(), rule.name().text())
                            .map(MachineRule::meaning)
                            .orElse("");
                    found.add(Paragraphs.entry(
                            part.name() + "." + rule.name() + " = " + rule.value().span().text(),
                            (meaning + " " + rule.documentation().replace('\n', ' ')).strip(),
                            texts(rule.citations())));
                }
            }
        }
    }

    private static List<String> texts(List<Citation> citations) {
        return citations.stream().map(Citation::text).toList();
    }
}
