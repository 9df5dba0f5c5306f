package org.shootdown.ide;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What each word of the language is for, in a sentence. Beside {@link TokenTable}; a test requires one for each word. */
public final class Words {

    private static final Map<String, String> MEANINGS = new LinkedHashMap<>();

    static {
        declarations();
        items();
        questions();
        control();
        operators();
    }

    private Words() {}

    private static void declarations() {
        add("shootdown", "Begins a file: `shootdown 1`, the version of the language.");
        add("import", "Takes in the declarations of another file of one's own, named by its path from this one: "
                + "`import \"mine.mmsc\"`.");
        add("scenario", "Declares a scenario: things, threads, questions and a matrix of cells.");
        add("kernel", "Declares a kernel, which has procedures, locks and variables; in a scenario, the axis of kernels.");
        add("driver", "Declares a driver, which the notifiers call; in a scenario, the attribute that chooses one, "
                + "and an axis of drivers for it: `driver = driver`.");
        add("arch", "Declares a CPU architecture by the rules of the machine; in a scenario, the axis of architectures.");
        add("iommu", "Declares a kind of IOMMU by the rules of the machine; in a scenario, the attribute that chooses "
                + "one, and an axis of IOMMUs for it: `iommu = iommu`.");
        add("patch", "Declares overrides for a kernel: `patch P for K { ... }`, used as `K + P` on the axis `kernel`.");
        add("extends", "Names what a declaration is like but for what it says itself.");
        add("override", "Marks a procedure that replaces one of the same name and types further up.");
        add("proc", "Declares a procedure: `proc name(parameter: type) -> type { ... }`.");
        add("rule", "Sets a rule of the machine: `rule NAME = VALUE`, in an `arch` or an `iommu`.");
        add("var", "Declares a shared variable; in the library also one for each thing of a type: `var n[page] = 0`.");
        add("locks", "Declares a lock, or one for each thing of a type: `locks ptl[page]`; with what the kernel has for it, "
                + "`spinlock` (if nothing is said) or `mutex`.");
        add("rwlocks", "Declares a lock that readers can share, or one for each thing of a type: `rwlocks mmap_lock[mm] rwsem`; it is a "
                + "`rwlock` if nothing is said.");
        add("property", "Names a question that scenarios can ask with `check`: `property P = always E`.");
        add("cite", "Names the source of a claim, a procedure or a rule.");
    }

    private static void items() {
        add("mm", "Declares an address space with its pages; as a type, an address space.");
        add("forks", "Declares the address space that `fork` makes of another: `mm c forks m`.");
        add("page", "Declares a page of an address space, with its content and what describes it; as a type, a page.");
        add("frame", "Declares a frame that several pages can map; as a type, a frame of memory.");
        add("device", "Declares a device, with what describes it; as a type, a device.");
        add("domain", "Declares an I/O page table of a format: `domain d : amd_v1`.");
        add("vm", "Declares a virtual machine: `vm guest of m`.");
        add("of", "Says what something belongs to: `vcpu 0 of guest`, `translations of gpu`.");
        add("thread", "Declares a thread: `thread T on cpu 0 { ... }`, on a CPU or a device, or a kernel thread.");
        add("param", "Names a number that the command line can change: `param N = 3`, `--set N=5`.");
        add("on", "Says where a thread runs (`thread T on gpu`), or what is done on a fault (`try { } on fault { }`); as "
                + "a value, present or enabled.");
    }

    private static void questions() {
        add("vary", "Declares an axis of the matrix and its values: `vary arch in x86_64, arm64`.");
        add("expect", "Says which verdict should come out; of several lines the first that fits a cell and a question "
                + "counts.");
        add("where", "Limits an axis, an expectation or a procedure to the cells in which a condition holds.");
        add("check", "Asks questions by their names: those that are built in, and properties of the library.");
        add("always", "Asks whether a condition holds in every state; `always final`, in every final state.");
        add("never", "Asks whether a condition holds in no state; `never final`, in no final state.");
        add("exists", "Asks whether a condition holds in some final state; in an expression, whether it holds for one "
                + "thing of a set.");
        add("eventually", "Asks whether every run comes to a state in which a condition holds.");
        add("forall", "In an expression, whether a condition holds for all things of a set: `forall t in S: E`.");
        add("final", "Limits a question to states in which all threads have ended; alone, it is `always final`.");
        add("timeline", "Asks whether steps can happen in the order of their rows; columns are threads.");
        add("after", "Whether a thread has ended: `after T`.");
    }

    private static void control() {
        add("let", "Declares a local variable: `let x = e`, `let f: frame`, or one for each page: `let f[range]: frame`.");
        add("if", "Does a block if a condition holds.");
        add("else", "What is done if the condition of `if` does not hold.");
        add("while", "Repeats a block as long as a condition holds.");
        add("for", "Repeats a block for each page, CPU or device of a set that is known before the run, or for each number of "
                + "a range, `for k in 0..N { }`; in `patch P for K`, the kernel.");
        add("loop", "Repeats a block a number of times that is known before the run, and may be 0: `loop N { }`.");
        add("retry", "Begins again the innermost `try`, `while` or round of a `loop`; where there is none, the procedure or the "
                + "thread.");
        add("fails", "What is done instead if an operation fails, as an allocation can: `f = alloc_frame() fails { ... }`. "
                + "Whether it does is the adversary's choice, each time.");
        add("in", "Says from what an axis, a loop or a family takes its values, or in which address space a thread runs.");
        add("choose", "Does one of several blocks, whichever is worse: `choose { } or { }`.");
        add("await", "Waits until a condition holds.");
        add("atomic", "Makes a block one step.");
        add("try", "Catches the fault of an access: `try { } on fault { }`.");
        add("return", "Ends a procedure, with its result if it has one.");
    }

    private static void operators() {
        add("and", "True if both conditions are.");
        add("or", "True if one of two conditions is; also parts the blocks of `choose`.");
        add("not", "True if the condition is not; it takes all up to the next `and`, `or` or `implies`.");
        add("implies", "True unless the condition before it is true and the one after it is not.");
        add("has", "Whether the kernel of a cell has a patch: `kernel has my_patch`, in `where`, in code and in questions.");
        add("true", "The condition that always holds.");
        add("false", "The condition that never holds.");
    }

    private static void add(String word, String meaning) {
        MEANINGS.put(word, meaning);
    }

    /** The words with their meanings, in groups that belong together. */
    public static Map<String, String> meanings() {
        return Collections.unmodifiableMap(MEANINGS);
    }
}
