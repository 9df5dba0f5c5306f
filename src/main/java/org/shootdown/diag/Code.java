package org.shootdown.diag;

import java.util.Optional;

/**
 * The catalogue of diagnostics. Codes are stable: scripts, tests and searches refer to them. SD01xx is about the text,
 * SD02xx about names, SD03xx about types and use, SD04xx about the matrix and questions, SD05xx about the library,
 * SD06xx about what a C target can express, SD07xx about what is legal but surely not meant.
 *
 * <p>Each code has a page in {@code explain/}, with an example and its mend.
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
    ASSIGNMENT_FOR_COMPARISON("SD0112", "`=` stands where two things are compared: that is `==`."),
    UNCLOSED_BRACE("SD0113", "A brace is opened and not closed where it should be."),
    RESERVED_WORD("SD0114", "A word of the language stands where a name is needed."),

    UNKNOWN_NAME("SD0201", "A name that nothing declares."),
    UNKNOWN_OPERATION("SD0202", "No operation of the machine and no procedure of the library has this name."),
    DUPLICATE("SD0203", "The same name is declared twice."),
    UNKNOWN_TYPE("SD0204", "A type that does not exist."),
    UNKNOWN_ATTRIBUTE("SD0205", "A word that means nothing in the description of a page, a device or a lock."),
    UNKNOWN_PLACE("SD0206", "A thread runs on a CPU (`on cpu 0`), a virtual CPU or a device of the scenario."),
    UNASSIGNED("SD0207", "A register is read on a path on which nothing has assigned it."),
    TAKEN_NAME("SD0208", "The language itself has given this name a meaning."),
    REPEATED("SD0209", "The same thing is said twice in one place."),
    ATTRIBUTE_VALUE("SD0210", "A word in a description lacks its value, or has one that it does not take."),
    NO_ADDRESS_SPACE("SD0211", "A device says by which page table it translates: `sva`, `mirror` or `domain`."),
    UNKNOWN_REGISTER("SD0212", "A question is about a register that its thread does not have."),
    UNKNOWN_THREAD("SD0213", "A question is about a thread that does not exist."),
    DEVICE_WORDS("SD0214", "Words in the description of a device exclude or need each other."),
    LEAF_SIZE("SD0215", "A page of a domain has a size of which its I/O page table has no leaves."),

    TYPE("SD0301", "A value of one type stands where another is needed."),
    ARGUMENT_COUNT("SD0302", "An operation is given too few or too many arguments."),
    NOT_STATIC("SD0303", "Pages, address spaces, CPUs and devices must be known before the run."),
    NO_RESULT("SD0304", "The operation has no result."),
    MISPLACED("SD0305", "The statement or operation cannot stand at this place."),
    RECURSION("SD0306", "Procedures are inlined; one that calls itself has no end."),
    AMBIGUOUS_SPACE("SD0307", "With several address spaces a thread must say in which one it runs."),
    NOT_A_TARGET("SD0308", "Only registers and variables can be assigned."),
    ACCESS_OUTSIDE("SD0309", "A thread accesses a page that its place cannot reach."),
    TOO_MANY("SD0310", "More of a thing than the machine has room for, or than a run could get through."),
    NOT_MODELLED("SD0311", "The language has it, and the machine does not know it yet: no answer would be right."),
    THREAD_RETURNS("SD0312", "`return` stands in a thread."),
    LOOP_IN_ATOMIC("SD0313", "A loop that may not end is to be part of a single step."),
    NOT_IN_QUESTION("SD0314", "A question looks at a state; it does nothing."),
    INTERRUPT_IN_HANDLER("SD0315", "An interrupt handler sends an interrupt."),
    NO_BROADCAST("SD0316", "The architecture has no invalidation that all CPUs hear."),
    INDEX("SD0317", "A thing that there is one of for each page, mm, CPU or device is used without saying which."),
    INITIAL_VALUE("SD0318", "What is so at the start is written as it stands; it is not computed."),
    FORK("SD0319", "An address space and the one that it forks do not fit each other."),
    ACCESS_IN_PROCEDURE("SD0320", "The kernel's procedures make no accesses that are translated and may fault."),
    NO_OWN_TABLE("SD0321", "A driver asks for the own page table of a device that has none."),
    NOT_OF_AN_MM("SD0323", "A page of a domain stands where a page of an address space is needed, or the other way."),
    NOT_ATTACHABLE("SD0324", "A device cannot be attached to a domain, or detached, as the script says."),
    NO_BLOCK("SD0328", "A page whose upper page-table entry is not in the state stands where one with such an entry is needed."),
    NO_REGION("SD0326", "A region of a device's address space is to be locked, and its MMU cannot do that."),
    NO_REQUEST_QUEUE("SD0329", "An operation on a queue of page requests stands where the device has none."),
    DEVICE_CALLS("SD0322", "A device or a guest calls the kernel, or does what only the kernel can."),
    OUT_OF_RANGE("SD0330", "An index that its family does not have, or a range that ends before it begins."),
    ACCESS_IN_ATOMIC(
            "SD0331",
            "In `atomic` an access comes first and alone: it can fault, and is then handled and made again, so what stood "
                    + "before it would not be one step with it."),
    CONTRADICTION("SD0332", "Two words about a page, or two pages of one frame, contradict each other."),
    PAGE_SIZE("SD0333", "A size that the pages of the architecture do not have."),
    NEVER_FAILS("SD0340", "`fails` stands behind what cannot fail."),

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
    TRANSLATIONS_COME_AND_GO(
            "SD0420",
            "A question wants a translation to be there, and hardware may drop any at any time; "
                    + "or wants it gone in the end, and hardware may keep it."),
    UNKNOWN_PATCH("SD0413", "A patch that does not exist, or a patch for something that is no kernel."),
    AXIS_ORDER("SD0414", "The condition of an axis asks for the axis itself, or for one that is declared below it."),

    CYCLE("SD0501", "Declarations extend each other in a circle."),
    UNKNOWN_BASE("SD0502", "What is extended does not exist."),
    NOT_OVERRIDING("SD0503", "`override` marks a procedure that its base has, and this one has no such."),
    MISSING_OVERRIDE("SD0504", "A procedure that replaces one of its base must say `override`."),
    UNKNOWN_RULE("SD0505", "The machine has no rule of this name."),
    WRONG_PATCH("SD0506", "A patch is for one kernel and those that extend it."),
    MISSING_PROCEDURE("SD0507", "The machine or a procedure needs a procedure that the cell's library does not have."),
    OVERRIDE_TYPES("SD0508", "A procedure and the one that it overrides take or yield different things."),
    RULE_VALUE("SD0509", "A kernel names a driver that Linux has not had for the I/O page table."),
    NO_SUCH_IMPORT("SD0520", "An imported file that is not there, or that cannot be read."),
    ABSOLUTE_IMPORT("SD0521", "An import by an absolute path; it is from the folder of the importing file."),

    NOT_EXPRESSIBLE("SD0601", "The target cannot force or observe this; nothing is dropped silently."),

    EMPTY_THREAD("SD0701", Severity.WARNING, "A thread does nothing."),
    NEVER_FORKED("SD0702", Severity.WARNING, "A thread waits for a fork that nobody makes."),
    UNUSED_AXIS("SD0703", Severity.WARNING, "An axis multiplies the cells and changes nothing in them."),
    AXIS_NOWHERE("SD0704", Severity.WARNING, "The condition of an axis holds in no cell."),
    NEVER_SUCH_A_CELL("SD0705", Severity.WARNING, "The condition of an expectation holds in no cell."),
    SHADOWED_EXPECTATION("SD0706", Severity.WARNING, "Expectations before this one take all that it would fit."),
    NEVER_THE_VALUE("SD0707", Severity.WARNING, "A condition asks for a value that the axis does not take here."),
    NOT_APPLICABLE("SD0708", Severity.WARNING, "A check does not apply to any cell: its answer is n/a."),
    UNUSED_PAGE("SD0709", Severity.WARNING, "A page that nobody touches."),
    UNUSED_DEVICE("SD0710", Severity.WARNING, "A device that nothing runs on and nothing asks about."),
    UNUSED_VARIABLE("SD0711", Severity.WARNING, "A variable that nobody reads."),
    UNUSED_LOCK("SD0712", Severity.WARNING, "A lock that nobody takes."),
    UNUSED_LOCAL("SD0713", Severity.WARNING, "A `let` whose value nobody reads."),
    UNUSED_PARAMETER("SD0714", Severity.WARNING, "A parameter that its procedure does not use."),
    UNUSED_PATCH("SD0715", Severity.WARNING, "A patch that no scenario of the script applies."),
    UNREACHABLE("SD0716", Severity.WARNING, "Statements behind a `return` or `retry` never run."),
    CONSTANT_CONDITION("SD0717", Severity.WARNING, "A condition is the same whatever happens."),
    EMPTY_LOOP("SD0718", Severity.WARNING, "A loop without a body takes no step that could end it."),
    SELF_COMPARISON("SD0719", Severity.WARNING, "A thing is compared with itself."),
    SELF_ASSIGNMENT("SD0720", Severity.WARNING, "A thing is assigned to itself."),
    SAME_BRANCHES("SD0721", Severity.WARNING, "Two branches do the same."),
    SAME_OVERRIDE("SD0722", Severity.WARNING, "A procedure overrides another with the same body."),
    NOTHING_TO_CATCH("SD0723", Severity.WARNING, "Nothing in a `try` can fault."),
    HIDDEN_NAME("SD0724", Severity.WARNING, "A local name hides another one."),
    NEVER_FAULTS("SD0725", Severity.WARNING, "A question reads the fault of a thread that no fault ends."),
    NEVER_SUCH_A_STEP("SD0730", Severity.WARNING, "A timeline has a step that its thread does in no cell."),
    UNUSED_PARAM("SD0740", Severity.WARNING, "A param that nothing depends on.");

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
