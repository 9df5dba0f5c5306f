package org.shootdown.syntax.format;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** Decides where lines break. */
final class Layout {

    /** Scripts are pasted into mails, as the reports are: those are 80 columns wide. */
    static final int WIDTH = 80;

    /** Signs that stand right behind a comment, as behind a word. */
    private static final String CLINGING = ",;:.)]";

    /** Part of a document that is still to be written. */
    private record Item(int indent, boolean flat, Doc doc) {}

    private final List<Line> lines = new ArrayList<>();
    private final Deque<Item> todo = new ArrayDeque<>();
    private Line line = new Line(0);
    /** Whether the line is full: a comment that reaches to its end has been written. */
    private boolean ended;
    /** Whether a comment was written last, from which a word must be kept apart. */
    private boolean remarked;

    private Layout() {}

    static List<Line> lines(Doc doc) {
        Layout layout = new Layout();
        layout.todo.push(new Item(0, false, doc));
        while (!layout.todo.isEmpty()) {
            layout.write(layout.todo.pop());
        }
        layout.startLine(0, false);
        return layout.lines;
    }

    private void write(Item item) {
        Doc doc = item.doc();
        if (doc instanceof Doc.Text text) {
            text(text.text(), item.indent());
        } else if (doc instanceof Doc.Break possible) {
            if (item.flat()) {
                text(possible.flat(), item.indent());
            } else {
                startLine(item.indent(), false);
            }
        } else if (doc instanceof Doc.Fresh fresh) {
            startLine(item.indent(), fresh.blank());
        } else if (doc instanceof Doc.Indent indent) {
            todo.push(new Item(item.indent() + indent.by(), item.flat(), indent.doc()));
        } else if (doc instanceof Doc.Group group) {
            boolean flat = item.flat() || fits(group.doc());
            todo.push(new Item(item.indent(), flat, group.doc()));
        } else if (doc instanceof Doc.Flat flat) {
            todo.push(new Item(item.indent(), true, flat.doc()));
        } else if (doc instanceof Doc.Sequence sequence) {
            for (int i = sequence.parts().size() - 1; i >= 0; i--) {
                todo.push(new Item(item.indent(), item.flat(), sequence.parts().get(i)));
            }
        } else if (doc instanceof Doc.EndOfLine end) {
            endOfLine(end.comment(), item.indent());
        } else if (doc instanceof Doc.Remark remark) {
            remark(remark.comment(), item.indent());
        } else if (doc instanceof Doc.Tab tab && !(tab.onlyFlat() && !item.flat()) && !ended) {
            line.marks.add(new Line.Mark(tab.column(), line.text.length()));
        }
    }

    private void startLine(int indent, boolean blank) {
        if (!line.isEmpty() || line.verbatim) {
            lines.add(line);
        }
        if (blank && !lines.isEmpty() && !lines.get(lines.size() - 1).isEmpty()) {
            lines.add(new Line(0));
        }
        line = new Line(indent);
        ended = false;
        remarked = false;
    }

    private void text(String text, int indent) {
        if (text.isEmpty() || text.isBlank() && (ended || line.isEmpty())) {
            return;
        }
        if (ended) {
            startLine(indent, false);
        }
        if (remarked && text.charAt(0) != ' ' && CLINGING.indexOf(text.charAt(0)) < 0) {
            line.text.append(' ');
        }
        remarked = false;
        line.text.append(text);
    }

    private void endOfLine(String comment, int indent) {
        if (ended) {
            startLine(indent, false);
        }
        if (line.text.isEmpty() && !line.verbatim) {
            line.text.append(comment);
            line.onlyComment = true;
        } else {
            line.comment = comment;
        }
        ended = true;
    }

    private void remark(String comment, int indent) {
        if (ended) {
            startLine(indent, false);
        }
        int length = line.text.length();
        if (length > 0 && " ([".indexOf(line.text.charAt(length - 1)) < 0) {
            line.text.append(' ');
        }
        line.onlyComment |= length == 0;
        int column = line.width();
        boolean first = true;
        for (String part : Comments.indented(comment, column)) {
            if (!first) {
                startLine(indent, false);
                line.verbatim = true;
            }
            first = false;
            line.text.append(part);
        }
        remarked = true;
    }

    /** Whether a group fits on the rest of the line, up to where the text behind it may break. */
    private boolean fits(Doc group) {
        int room = WIDTH - line.width();
        boolean full = ended;
        Deque<Doc> inside = new ArrayDeque<>(List.of(group));
        while (!inside.isEmpty()) {
            Doc doc = inside.pop();
            if (doc instanceof Doc.Fresh) {
                return false;
            } else if (doc instanceof Doc.EndOfLine) {
                full = true;
            } else if (doc instanceof Doc.Remark remark) {
                room -= remark.comment().length() + 1;
                full |= remark.comment().indexOf('\n') >= 0;
            } else {
                String text = textOf(doc);
                room -= text.length();
                if (full && !text.isBlank() || room < 0) {
                    return false;
                }
                pushParts(doc, inside);
            }
        }
        return full || restFits(room);
    }

    private boolean restFits(int roomLeft) {
        int room = roomLeft;
        Deque<Doc> rest = new ArrayDeque<>();
        Iterator<Item> later = todo.iterator();
        while (!rest.isEmpty() || later.hasNext()) {
            Doc doc = rest.isEmpty() ? later.next().doc() : rest.pop();
            if (doc instanceof Doc.Fresh || doc instanceof Doc.Break || doc instanceof Doc.EndOfLine) {
                return true;
            }
            if (doc instanceof Doc.Remark remark) {
                room -= remark.comment().length() + 1;
            }
            room -= textOf(doc).length();
            if (room < 0) {
                return false;
            }
            pushParts(doc, rest);
        }
        return true;
    }

    private static String textOf(Doc doc) {
        if (doc instanceof Doc.Text text) {
            return text.text();
        }
        return doc instanceof Doc.Break possible ? possible.flat() : "";
    }

    private static void pushParts(Doc doc, Deque<Doc> to) {
        if (doc instanceof Doc.Indent indent) {
            to.push(indent.doc());
        } else if (doc instanceof Doc.Group group) {
            to.push(group.doc());
        } else if (doc instanceof Doc.Flat flat) {
            to.push(flat.doc());
        } else if (doc instanceof Doc.Sequence sequence) {
            for (int i = sequence.parts().size() - 1; i >= 0; i--) {
                to.push(sequence.parts().get(i));
            }
        }
    }
}
