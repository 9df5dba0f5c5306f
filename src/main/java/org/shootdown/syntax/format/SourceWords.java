package org.shootdown.syntax.format;

import java.util.ArrayList;
import java.util.List;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.Span;
import org.shootdown.syntax.ScriptToken;
import org.shootdown.syntax.ScriptTokens;

/** The words of a text, in step with the printer. */
final class SourceWords implements Words {

    /** A comment, with the number of line breaks on both sides of it. */
    private record Comment(ScriptToken token, int before, int after) {

        boolean ownsLine() {
            return before > 0 && after > 0 || endsLine();
        }

        boolean endsLine() {
            return token.kind() != ScriptToken.Kind.BLOCK_COMMENT;
        }
    }

    /**
     * A word, with the comments before it that are on lines of their own or beside it, and those behind it at the end of
     * its line.
     */
    private record Word(ScriptToken token, List<Comment> leading, List<Comment> trailing, int linesBefore, int gap) {}

    private final SourceFile file;
    private final List<Word> words = new ArrayList<>();
    private int next;
    private boolean commentsTaken;

    SourceWords(SourceFile file) {
        this.file = file;
        List<ScriptToken> tokens = Redundant.removed(ScriptTokens.of(file));
        List<ScriptToken> comments = new ArrayList<>();
        for (ScriptToken token : tokens) {
            if (token.isComment() || token.kind() == ScriptToken.Kind.SEMICOLON) {
                comments.add(token);
            } else {
                add(token, comments);
                comments.clear();
            }
        }
    }

    /** Shares the comments between two words out to them. */
    private void add(ScriptToken token, List<ScriptToken> between) {
        boolean first = words.isEmpty();
        int end = first ? 0 : words.get(words.size() - 1).token().span().end();
        int gap = token.span().start() - end;
        List<Comment> comments = new ArrayList<>();
        for (int i = 0; i < between.size(); i++) {
            ScriptToken comment = between.get(i);
            int following = i + 1 < between.size() ? between.get(i + 1).span().start() : token.span().start();
            int after = lines(comment.span().end(), following);
            if (token.kind() == ScriptToken.Kind.END_OF_FILE && i == between.size() - 1) {
                after = Math.max(1, after);
            }
            int before = lines(end, comment.span().start());
            comments.add(new Comment(comment, first && i == 0 ? Math.max(1, before) : before, after));
            end = comment.span().end();
        }
        int trailing = first ? 0 : trailing(comments);
        if (!first) {
            words.get(words.size() - 1).trailing().addAll(comments.subList(0, trailing));
        }
        List<Comment> leading = List.copyOf(comments.subList(trailing, comments.size()));
        words.add(new Word(token, leading, new ArrayList<>(), lines(end, token.span().start()), gap));
    }

    /** How many of the comments stand at the end of the line of the word before them. */
    private static int trailing(List<Comment> comments) {
        int count = 0;
        while (count < comments.size() && comments.get(count).before() == 0) {
            count++;
            if (comments.get(count - 1).after() > 0) {
                return count;
            }
        }
        return 0;
    }

    private int lines(int from, int to) {
        return (int) file.text().substring(from, to).chars().filter(c -> c == '\n').count();
    }

    private Word peek() {
        return words.get(next);
    }

    @Override
    public Doc word(String expected) {
        String found = peek().token().text();
        if (!found.equals(expected)) {
            throw new FormatFault("the text has `" + found + "` where `" + expected + "` was to be printed, in line "
                    + peek().token().span().line());
        }
        return spelled(found);
    }

    @Override
    public Doc spelled(String usual) {
        Word word = peek();
        List<Doc> parts = new ArrayList<>();
        parts.add(comments());
        parts.add(Doc.text(word.token().text()));
        for (Comment comment : word.trailing()) {
            String text = comment.token().text();
            parts.add(comment.endsLine() ? new Doc.EndOfLine(text.stripTrailing()) : new Doc.Remark(text));
        }
        next++;
        commentsTaken = false;
        return Doc.join(parts);
    }

    @Override
    public boolean has(String word, boolean usual) {
        return peek().token().text().equals(word);
    }

    @Override
    public int parentheses(Span expression, boolean needed) {
        int count = 0;
        while (next + count < words.size()) {
            ScriptToken token = words.get(next + count).token();
            boolean around = token.kind() == ScriptToken.Kind.OPENING_PARENTHESIS
                    && token.span().start() < expression.start();
            if (!around) {
                break;
            }
            count++;
        }
        return count;
    }

    @Override
    public boolean inChain(Span chain, Span operand, boolean needed) {
        return operand.start() == chain.start() || operand.end() == chain.end();
    }

    @Override
    public Doc comments() {
        if (commentsTaken) {
            return Doc.NOTHING;
        }
        commentsTaken = true;
        List<Doc> parts = new ArrayList<>();
        boolean first = true;
        boolean ownLine = false;
        for (Comment comment : peek().leading()) {
            boolean blank = !first && comment.before() > 1;
            ownLine = comment.ownsLine();
            if (ownLine || blank) {
                parts.add(new Doc.Fresh(blank));
            }
            String text = comment.token().text();
            parts.add(comment.endsLine() ? new Doc.EndOfLine(text.stripTrailing()) : new Doc.Remark(text));
            if (ownLine && !comment.endsLine()) {
                parts.add(new Doc.Fresh(false));
            }
            first = false;
        }
        boolean atEnd = peek().token().kind() == ScriptToken.Kind.END_OF_FILE;
        if (ownLine && !atEnd) {
            parts.add(new Doc.Fresh(peek().linesBefore() > 1 && !closes(peek().token())));
        }
        return Doc.join(parts);
    }

    private static boolean closes(ScriptToken token) {
        return token.text().equals("}");
    }

    @Override
    public boolean hasComments() {
        return !commentsTaken && !peek().leading().isEmpty();
    }

    @Override
    public boolean beginsLine() {
        return peek().linesBefore() > 0
                || peek().leading().stream().anyMatch(c -> c.before() > 0 || c.endsLine())
                || next > 0 && words.get(next - 1).trailing().stream().anyMatch(c -> c.after() > 0);
    }

    @Override
    public boolean afterBlank() {
        if (!peek().leading().isEmpty()) {
            return peek().leading().get(0).before() > 1;
        }
        return peek().linesBefore() > 1;
    }

    @Override
    public boolean afterGap() {
        return peek().gap() > 1 && peek().leading().isEmpty() && !beginsLine();
    }

    @Override
    public boolean onOneLine(Span span) {
        return file.text().substring(span.start(), span.end()).indexOf('\n') < 0;
    }

    @Override
    public Doc documentation(String text) {
        return Doc.NOTHING;
    }

    @Override
    public boolean fromText() {
        return true;
    }
}
