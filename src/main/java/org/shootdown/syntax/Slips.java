package org.shootdown.syntax;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;
import org.shootdown.diag.Nearest;

/**
 * Knows what people who come from C, or from other languages of this kind, write instead of what is meant: a way out for
 * a word that cannot stand where it does.
 */
final class Slips {

    /** Words that begin an item of a scenario. */
    private static final List<String> ITEMS = List.of(
            "always", "check", "cite", "device", "domain", "eventually", "exists", "expect", "final", "frame", "locks",
            "mm", "never", "param", "thread", "timeline", "var", "vary", "vm");

    /** Words that begin a declaration. */
    private static final List<String> DECLARATIONS =
            List.of("arch", "driver", "import", "iommu", "kernel", "patch", "property", "scenario");

    /** What other languages call things. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "assert", "always",
            "invariant", "always",
            "forbid", "never",
            "reachable", "exists",
            "lock", "locks",
            "int", "var",
            "process", "thread");

    private final TokenStream tokens;
    private final Token before;
    private final Token found;
    private final Token after;
    private final Token first;
    private final Token behindFirst;
    private final boolean inBlock;
    private final boolean inDescription;
    private final boolean inScenario;
    private final boolean atTop;

    private Slips(Parser parser, Token found) {
        this.tokens = parser.getInputStream();
        this.found = found;
        this.before = neighbour(tokens, found, -1);
        this.after = neighbour(tokens, found, 1);
        this.first = firstOfLine(tokens);
        this.behindFirst = neighbour(tokens, first, 1);
        this.inBlock = Braces.isInBlock(parser.getContext());
        this.inDescription = Stream.<RuleContext>iterate(parser.getContext(), c -> c != null, c -> c.parent)
                .anyMatch(c -> c instanceof ShootdownParser.DeviceItemContext
                        || c instanceof ShootdownParser.VmItemContext
                        || c instanceof ShootdownParser.PageContext);
        this.inScenario = parser.getContext() instanceof ShootdownParser.ScenarioDeclarationContext;
        this.atTop = parser.getContext() instanceof ShootdownParser.FileContext;
    }

    /** The way out, if the slip is a known one. */
    static Optional<String> help(Parser parser, Token found) {
        return Optional.ofNullable(new Slips(parser, found).help());
    }

    /** The way out for a character that the language does not use. */
    static Optional<String> character(Parser parser, Token found) {
        Slips slips = new Slips(parser, found);
        String help = switch (found.getText()) {
            case "&" -> slips.ampersand();
            case "!" -> "write `not`, or `!=`";
            case "#" -> slips.preprocessor();
            case "\u201c", "\u201d", "\u201e", "\u00ab", "\u00bb" -> "texts stand between straight quotation marks: `\"`";
            default -> null;
        };
        return Optional.ofNullable(help);
    }

    /** A word of other languages on the line of a statement, from where its reading began up to what was found. */
    static Optional<Token> notHere(Parser parser, Token found) {
        TokenStream tokens = parser.getInputStream();
        if (!Braces.isInBlock(parser.getContext())) {
            return Optional.empty();
        }
        return IntStream.rangeClosed(Math.max(0, tokens.index() - 1), found.getTokenIndex())
                .mapToObj(tokens::get)
                .filter(t -> t.getType() == ShootdownLexer.NAME && t.getLine() == found.getLine())
                .filter(t -> Nearest.notHere(t.getText()).isPresent())
                .findFirst();
    }

    /** Whether what comes behind a token is to be a value of an axis. */
    static boolean isValueOfAxis(Parser parser, Token before) {
        return before != null
                && (before.getType() == ShootdownLexer.IN || before.getType() == ShootdownLexer.COMMA)
                && (parser.getContext() instanceof ShootdownParser.AxisValueContext
                        || parser.getContext() instanceof ShootdownParser.VaryItemContext);
    }

    /** The address of something, or a conjunction. */
    private String ampersand() {
        boolean isArgument =
                before.getType() == ShootdownLexer.LEFT_PAREN || before.getType() == ShootdownParser.CALL_PAREN
                        || before.getType() == ShootdownLexer.COMMA;
        if (!isArgument) {
            return "write `and`";
        }
        Token operation = neighbour(tokens, before, -1);
        StringBuilder thing = new StringBuilder();
        for (Token next = after;
                next.getType() != ShootdownLexer.RIGHT_PAREN
                        && next.getType() != ShootdownLexer.COMMA
                        && next.getType() != ShootdownParser.END
                        && next.getType() != Token.EOF;
                next = neighbour(tokens, next, 1)) {
            thing.append(next.getText());
        }
        String name = operation.getText();
        boolean locks = name.startsWith("spin_") || name.startsWith("mutex_");
        if (locks && name.contains("lock")) {
            return "write `" + (name.contains("unlock") ? "unlock " : "lock ") + thing + "`";
        }
        return "nothing has an address here; write `" + thing + "`";
    }

    private String preprocessor() {
        return switch (after.getText()) {
            case "include" -> "another file is taken in with `import \"...\"`";
            case "define" -> "a number with a name is a param of the scenario: `param N = 3`";
            default -> "a comment begins with `//`";
        };
    }

    private static Token neighbour(TokenStream tokens, Token of, int step) {
        int at = of.getTokenIndex();
        do {
            at += step;
        } while (at >= 0 && at < tokens.size() && tokens.get(at).getChannel() != Token.DEFAULT_CHANNEL);
        return at >= 0 && at < tokens.size() ? tokens.get(at) : of;
    }

    private Token firstOfLine(TokenStream tokens) {
        Token earliest = found;
        for (int at = found.getTokenIndex(); at >= 0 && tokens.get(at).getLine() == found.getLine(); at--) {
            Token token = tokens.get(at);
            if (token.getChannel() == Token.DEFAULT_CHANNEL && token.getType() != ShootdownParser.END) {
                earliest = token;
            }
        }
        return earliest;
    }

    private String help() {
        return switch (found.getType()) {
            case ShootdownLexer.ASSIGN -> assignment();
            case ShootdownLexer.MINUS -> minus();
            case ShootdownLexer.PLUS -> increment("+");
            case ShootdownLexer.COMMA -> listed();
            case ShootdownLexer.DOT -> release();
            case ShootdownLexer.COLON -> colon();
            case ShootdownLexer.LEFT_BRACE -> elseIf();
            case ShootdownLexer.FAILS -> first.getType() == ShootdownLexer.EXPECT
                    ? "a verdict is `holds`, `violated` or `unknown`"
                    : null;
            case ShootdownLexer.BAR -> "`|` parts the columns of a timeline; for `either ... or` write `or`";
            case ShootdownLexer.IN -> among();
            case ShootdownLexer.LEFT_PAREN, ShootdownParser.CALL_PAREN -> before.getType() == ShootdownLexer.FOR
                    ? "a loop over numbers is `for k in 0..3 { }`, one that counts rounds `loop 3 { }`"
                    : null;
            case ShootdownLexer.PAGE -> inScenario ? "pages stand in the braces of an address space: `mm m { page A = 1 }`" : null;
            case ShootdownLexer.FORALL -> inScenario ? "a question begins with when it is asked, as in `always forall ...`" : null;
            case ShootdownLexer.NUMBER -> before.getType() == ShootdownLexer.ON ? "a CPU is `on cpu 0`" : comma();
            case ShootdownLexer.NAME -> name();
            default -> null;
        };
    }

    private String assignment() {
        if (first.getType() == ShootdownLexer.EXPECT) {
            return "an expectation is a question and a verdict, without a sign between them";
        }
        return inBlock && before.getType() == ShootdownLexer.NAME
                ? "what is assigned is one name: `" + before.getText() + " = ...`; a register needs no type"
                : null;
    }

    /** Several values of an axis: in a condition, or where one should begin. */
    private String among() {
        boolean isCondition = false;
        for (int at = found.getTokenIndex() - 1; at >= 0 && !isCondition; at--) {
            int type = tokens.get(at).getType();
            if (type == ShootdownLexer.EXPECT || type == ShootdownLexer.VARY || type == ShootdownLexer.LEFT_BRACE) {
                break;
            }
            isCondition = type == ShootdownLexer.WHERE;
        }
        String axis = before.getText();
        if (isCondition) {
            return "compare with each: `" + axis + " == " + after.getText() + " or " + axis + " == ...`";
        }
        return first.getType() == ShootdownLexer.EXPECT
                ? "say in which cells with `where`, as in `where arch == arm64`"
                : null;
    }

    private String listed() {
        if (first.getType() == ShootdownLexer.PARAM) {
            return "a param has one value; an axis has several: `vary " + behindFirst.getText() + " in ..., ...`";
        }
        return after.getType() == ShootdownLexer.PAGE ? "pages stand side by side, without commas" : null;
    }

    /** {@code linux_6.6}, {@code 6.6}: names have no dots. */
    private String release() {
        boolean ofKernel = first.getType() == ShootdownLexer.VARY && behindFirst.getType() == ShootdownLexer.KERNEL
                || first.getType() == ShootdownLexer.PATCH
                || first.getType() == ShootdownLexer.KERNEL;
        String major = before.getText().replaceFirst("^(linux_|v)?", "linux_");
        return ofKernel && after.getType() == ShootdownLexer.NUMBER && major.matches("linux_[0-9]+")
                ? "names have no dots: write `" + major + "_" + after.getText() + "`"
                : null;
    }

    /** A label, or a colon between a word and its value. */
    private String colon() {
        if (inBlock) {
            return "there are no labels: `retry` begins again, and `while` loops";
        }
        if (!inDescription || before.getLine() != after.getLine()) {
            return null;
        }
        boolean content = neighbour(tokens, before, -1).getType() == ShootdownLexer.PAGE;
        return "write `" + before.getText() + (content ? " = " : " ") + after.getText() + "`, without a colon";
    }

    private String elseIf() {
        for (int at = found.getTokenIndex() - 1; at >= 0 && tokens.get(at).getLine() == found.getLine(); at--) {
            if (List.of("elif", "elsif", "elseif").contains(tokens.get(at).getText())) {
                return "for `" + tokens.get(at).getText() + "` write `else if`";
            }
        }
        return null;
    }

    private String minus() {
        if (after.getType() == ShootdownLexer.MINUS || before.getType() == ShootdownLexer.MINUS) {
            return increment("-");
        }
        boolean within = before.getType() == ShootdownLexer.NAME && before.getStopIndex() + 1 == found.getStartIndex();
        return within
                ? "names are made of letters, digits and `_`"
                : "there are no negative numbers; `0 - 1` is a difference";
    }

    private String increment(String sign) {
        return inBlock && before.getType() == ShootdownLexer.NAME
                ? "one more or less is `" + before.getText() + " " + sign + "= 1`"
                : null;
    }

    private String comma() {
        boolean list = inBlock
                || first.getType() == ShootdownLexer.CHECK
                || first.getType() == ShootdownLexer.VARY
                || first.getType() == ShootdownLexer.EXPECT;
        boolean behindValue = before.getType() == ShootdownLexer.NAME || before.getType() == ShootdownLexer.NUMBER;
        return list && behindValue && before.getLine() == found.getLine()
                ? "if it is one more of several, put a comma before it: `" + before.getText() + ", " + found.getText() + "`"
                : null;
    }

    private String name() {
        if (found != first) {
            return comma();
        }
        List<String> words = inScenario ? ITEMS : atTop ? DECLARATIONS : List.of();
        String meant = ELSEWHERE.get(found.getText());
        if (meant != null && words.contains(meant)) {
            return "did you mean `" + meant + "`?";
        }
        return Nearest.to(found.getText(), words).map(w -> "did you mean `" + w + "`?").orElse(null);
    }
}
