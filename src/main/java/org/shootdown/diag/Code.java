package org.shootdown.diag;

import java.util.Optional;

/**
 * The catalogue of diagnostics. Codes are stable: scripts, tests and searches refer to them. SD01xx is about the text,
 * SD02xx about names, SD03xx about types and use, SD04xx about the matrix and questions, SD05xx about the library,
 * SD06xx about what a C target can express.
 */
public enum Code {
    SYNTAX("SD0101", "A word or sign stands where the grammar has no place for it."),
    FILE_TOO_LARGE("SD0102", "The file is far larger than any script: probably not a script."),
    NOT_TEXT("SD0103", "The file holds bytes that are not text: probably not a script."),
    TOO_DEEP("SD0104", "Brackets or operators are nested too deeply to be read."),
    UNTERMINATED("SD0105", "A text or a comment is opened and never closed."),
    BAD_NUMBER("SD0106", "Digits run into letters, or the number is too large."),
    STRANGE_CHARACTER("SD0107", "A character that the language does not use."),
    NO_HEADER("SD0108", "A file starts with `shootdown 1`, the version of the language."),
    VERSION("SD0109", "The file asks for a version of the language that this program does not know."),
    MISSING_ARGUMENT(
            "SD0110",
            "An operation stands alone on its line but takes its argument from the next one. "
                    + "An operation without arguments is written with parentheses: `isb()`."),
    UNREADABLE_FILE("SD0111", "The file cannot be read."),

    UNKNOWN_NAME("SD0201", "A name that nothing declares."),
    UNKNOWN_OPERATION("SD0202", "No operation of the machine and no procedure of the library has this name."),
    DUPLICATE("SD0203", "The same name is declared twice."),
    UNKNOWN_TYPE("SD0204", "A type that does not exist."),
    UNKNOWN_ATTRIBUTE("SD0205", "A word that means nothing in the description of a page or a device."),
    UNKNOWN_PLACE("SD0206", "A thread runs on a CPU (`on cpu 0`) or on a device of the scenario."),
    UNASSIGNED("SD0207", "A register is read on a path on which nothing has assigned it."),

    TYPE("SD0301", "A value of one type stands where another is needed."),
    ARGUMENT_COUNT("SD0302", "An operation is given too few or too many arguments."),
    NOT_STATIC("SD0303", "Pages, address spaces, CPUs and devices must be known before the run."),
    NO_RESULT("SD0304", "The operation has no result."),
    MISPLACED("SD0305", "The statement or operation cannot stand at this place."),
    RECURSION("SD0306", "Procedures are inlined; one that calls itself has no end."),
    AMBIGUOUS_SPACE("SD0307", "With several address spaces a thread must say in which one it runs."),
    NOT_A_TARGET("SD0308", "Only registers and variables can be assigned."),
    ACCESS_OUTSIDE("SD0309", "A thread accesses a page that its place cannot reach."),
    TOO_MANY("SD0310", "More of a thing than the machine's state has room for."),
    NOT_MODELLED("SD0311", "The language has it, and the machine does not know it yet: no answer would be right."),

    UNKNOWN_AXIS("SD0401", "An axis that decides nothing that the scenario or the library knows."),
    AXIS_VALUE("SD0402", "A value that the axis cannot take."),
    UNKNOWN_CHECK("SD0403", "A check that does not exist."),
    UNKNOWN_VERDICT("SD0404", "Verdicts are `holds`, `violated` and `unknown`."),
    UNCOVERED("SD0405", "Some cell of the matrix has no expectation: the first line that fits wins, and none does."),
    NO_QUESTION("SD0406", "The scenario asks nothing."),
    NO_THREAD("SD0407", "The scenario has no thread: nothing would happen."),
    UNKNOWN_QUESTION("SD0408", "An expectation about a question that the scenario does not ask."),
    TOO_MANY_CELLS("SD0409", "The axes multiply to more cells than anybody would read."),
    NOTHING_TO_RUN("SD0410", "The script declares no scenario."),
    TIMELINE("SD0411", "The columns of a timeline are threads, and no row has more cells than there are columns."),
    TIMELINE_STEP("SD0412", "What stands in a timeline is an operation or a call of the library."),

    CYCLE("SD0501", "Declarations extend each other in a circle."),
    UNKNOWN_BASE("SD0502", "What is extended does not exist."),
    NOT_OVERRIDING("SD0503", "`override` marks a procedure that its base has, and this one has no such."),
    MISSING_OVERRIDE("SD0504", "A procedure that replaces one of its base must say `override`."),
    UNKNOWN_RULE("SD0505", "The machine has no rule of this name."),
    WRONG_PATCH("SD0506", "A patch is for one kernel and those that extend it."),
    MISSING_PROCEDURE("SD0507", "The machine or a procedure needs a procedure that the cell's library does not have."),

    NOT_EXPRESSIBLE("SD0601", "The target cannot force or observe this; nothing is dropped silently.");

    private final String id;
    private final Severity severity;
    private final String meaning;

    Code(String id, String meaning) {
        this(id, Severity.ERROR, meaning);
    }

    Code(String id, Severity severity, String meaning) {
        this.id = id;
        this.severity = severity;
        this.meaning = meaning;
    }

    /** What users see and search for: {@code SD0201}. */
    public String id() {
        return id;
    }

    public Severity severity() {
        return severity;
    }

    /** What the code stands for, in a sentence or two. */
    public String meaning() {
        return meaning;
    }

    /** The entry with this code. */
    public static Optional<Code> of(String id) {
        for (Code code : values()) {
            if (code.id.equalsIgnoreCase(id)) {
                return Optional.of(code);
            }
        }
        return Optional.empty();
    }
}
