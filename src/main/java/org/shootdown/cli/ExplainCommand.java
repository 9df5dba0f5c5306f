package org.shootdown.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.shootdown.diag.Code;
import org.shootdown.diag.Explanation;
import org.shootdown.diag.Nearest;
import org.shootdown.ide.LanguageReference;
import org.shootdown.report.Paragraphs;

/** {@code explain}: says what a check, a rule, an operation, a procedure or a diagnostic's code means. */
final class ExplainCommand implements Command {

    @Override
    public String name() {
        return "explain";
    }

    @Override
    public String summary() {
        return "say what a word, check, rule, operation or code means";
    }

    @Override
    public String arguments() {
        return "[TOPIC]";
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
    public String exitStatus() {
        return """
            exit status:
              0    it is said
              2    nothing has this name, or output cannot be written
              70   a fault of our own
            """;
    }

    @Override
    public int run(CommandLine line, Console console) throws UsageException {
        LanguageReference reference = LanguageReference.bundled();
        if (line.getArgList().isEmpty()) {
            console.out().print(overview(reference));
            return ExitStatus.OK;
        }
        // `explain memory sc` is one page, though each of the words has others besides.
        Set<String> pages = new LinkedHashSet<>(explain(String.join(" ", line.getArgList()), reference));
        for (String name : pages.isEmpty() ? line.getArgList() : List.<String>of()) {
            List<String> found = explain(name, reference);
            if (found.isEmpty()) {
                throw new UsageException("nothing is called `" + name + "`; "
                        + Nearest.to(name, names(reference))
                                .map(n -> "did you mean `" + n + "`?")
                                .orElse("`shootdown explain` alone lists what is"));
            }
            pages.addAll(found);
        }
        console.out().print(String.join("\n", pages));
        return ExitStatus.OK;
    }

    private static String overview(LanguageReference reference) {
        StringBuilder out = new StringBuilder();
        reference.sections().forEach(s -> out.append(list(s)));
        return out.append("\nshootdown explain NAME says more about each.\n").toString();
    }

    private static String list(LanguageReference.Section section) {
        List<String> names =
                section.entries().stream().map(LanguageReference.Entry::name).distinct().toList();
        return Paragraphs.list(section.title() + " (" + section.topic() + ")", names);
    }

    private static List<String> names(LanguageReference reference) {
        return reference.sections().stream()
                .flatMap(s -> Stream.concat(
                        Stream.of(s.topic()), s.entries().stream().map(LanguageReference.Entry::name)))
                .distinct()
                .toList();
    }

    /** What a name means, or the names of a topic. */
    private static List<String> explain(String name, LanguageReference reference) {
        Optional<Code> code = Code.of(name);
        if (code.isPresent()) {
            return List.of(page(code.get()));
        }
        List<String> found = new ArrayList<>();
        reference.about(name).forEach(e -> found.add(Paragraphs.entry(e.head(), e.text(), e.sources())));
        reference.sections().stream().filter(s -> s.topic().equals(name)).forEach(s -> found.add(list(s)));
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
}
