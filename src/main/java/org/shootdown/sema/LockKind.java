package org.shootdown.sema;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Nearest;
import org.shootdown.syntax.Name;

/** What the kernel has for a lock of a script; {@code locks} are spinlocks and {@code rwlocks} rwlocks if nothing is said. */
public enum LockKind {
    /** Given back by a store: include/asm-generic/qspinlock.h, queued_spin_unlock(). */
    SPINLOCK("spinlock", false, false),
    /** Given back by a locked instruction: kernel/locking/mutex.c, __mutex_unlock_fast(): a compare and exchange. */
    MUTEX("mutex", false, true),
    /** Given back by a writer with a store: include/asm-generic/qrwlock.h, queued_write_unlock(). */
    RWLOCK("rwlock", true, false),
    /** Given back by a locked instruction: kernel/locking/rwsem.c, __up_write(): atomic_long_fetch_add_release(). */
    RWSEM("rwsem", true, true);

    private final String word;
    private final boolean shared;
    private final boolean releasedByLockedInstruction;

    LockKind(String word, boolean shared, boolean releasedByLockedInstruction) {
        this.word = word;
        this.shared = shared;
        this.releasedByLockedInstruction = releasedByLockedInstruction;
    }

    /** Whether what gives it back waits on x86 until all earlier stores of the CPU are in memory. */
    public boolean isReleasedByLockedInstruction() {
        return releasedByLockedInstruction;
    }

    /** The kind of a lock that has passed the checks; {@code shared}: whether it is one of {@code rwlocks}. */
    public static LockKind of(boolean shared, Optional<Name> kind) {
        return kind.flatMap(k -> named(shared, k.text())).orElse(shared ? RWLOCK : SPINLOCK);
    }

    static void check(boolean shared, Optional<Name> kind, Diagnostics diagnostics) {
        kind.filter(k -> named(shared, k.text()).isEmpty()).ifPresent(k -> {
            Diagnostic error = Diagnostic.of(
                    Code.UNKNOWN_ATTRIBUTE,
                    k.span(),
                    "`" + k + "` is not what the kernel has for " + (shared ? "rwlocks" : "locks"));
            diagnostics.add(error.help(help(shared, k.text())));
        });
    }

    private static String help(boolean shared, String word) {
        if (named(!shared, word).isPresent()) {
            return shared
                    ? "write `locks`: nobody shares a " + word
                    : "write `rwlocks`: readers can share a " + word;
        }
        List<String> words = words(shared);
        return Nearest.help(word, words)
                .orElse("say `" + words.get(0) + "` or `" + words.get(1) + "`, or nothing");
    }

    private static List<String> words(boolean shared) {
        return Arrays.stream(values())
                .filter(v -> v.shared == shared)
                .map(v -> v.word)
                .toList();
    }

    private static Optional<LockKind> named(boolean shared, String word) {
        return Arrays.stream(values())
                .filter(v -> v.shared == shared && v.word.equals(word))
                .findFirst();
    }
}
