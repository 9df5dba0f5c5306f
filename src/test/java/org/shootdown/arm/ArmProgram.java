package org.shootdown.arm;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A few threads of accesses and page-table micro-steps of arm64 on two pages: {@code A}, whose entry changes, and {@code
 * B}, which stays mapped. Frames 0 and 1 are what A may be mapped to, frame 2 is B's.
 *
 * @param initial the entry of A at the start
 */
record ArmProgram(int initial, List<List<Op>> threads) {

    static final int A = 0;
    static final int B = 1;
    /** The content of each frame at the start. */
    static final int[] CONTENTS = {1, 2, 0};
    static final int INVALID = 0;
    private static final int[] ENTRIES = {INVALID, entry(0, true), entry(0, false), entry(1, true)};

    ArmProgram {
        threads = threads.stream().map(List::copyOf).toList();
    }

    enum Kind {
        LOAD,
        STORE,
        SET_PTE,
        TLBI,
        /** On its own CPU only. */
        TLBI_LOCAL,
        DMB,
        DSB_ISH,
        DSB_ISHST,
        ISB;

        boolean isDsb() {
            return this == DSB_ISH || this == DSB_ISHST;
        }

        boolean isTlbi() {
            return this == TLBI || this == TLBI_LOCAL;
        }

        /** Whether it reads or writes memory at an address that is translated. */
        boolean isAccess() {
            return this == LOAD || this == STORE;
        }

        boolean isStore() {
            return this == STORE || this == SET_PTE;
        }
    }

    /** {@code page} of accesses; {@code value} is what is stored, or the entry. */
    record Op(Kind kind, int page, int value) {}

    /** An entry that is valid: bit 0; writable: bit 1; the frame above. */
    static int entry(int frame, boolean writable) {
        return 1 | (writable ? 2 : 0) | frame << 2;
    }

    static boolean valid(int entry) {
        return (entry & 1) != 0;
    }

    static boolean writable(int entry) {
        return (entry & 2) != 0;
    }

    static int frame(int entry) {
        return entry >> 2;
    }

    /** Mostly a change of the entry with its invalidation on one thread, against accesses on others. */
    static ArmProgram random(Random random) {
        if (random.nextInt(5) == 0) {
            return messagePassing(random);
        }
        List<List<Op>> threads = new ArrayList<>();
        threads.add(random.nextInt(3) == 0 ? mixture(random, 10) : shootdown(random));
        int others = 1 + (random.nextInt(4) == 0 ? 1 : 0);
        for (int i = 0; i < others; i++) {
            threads.add(mixture(random, 20 + 10 * i));
        }
        return new ArmProgram(ENTRIES[random.nextInt(ENTRIES.length)], threads);
    }

    /** A change of the entry of which the other thread is told by a store to B. */
    private static ArmProgram messagePassing(Random random) {
        List<Op> told = new ArrayList<>(change(random));
        told.add(new Op(Kind.STORE, B, 10));
        List<Op> hears = new ArrayList<>();
        hears.add(new Op(Kind.LOAD, B, 0));
        Kind between = List.of(Kind.DMB, Kind.DSB_ISH, Kind.ISB).get(random.nextInt(3));
        maybe(random, hears, between);
        hears.add(new Op(random.nextBoolean() ? Kind.LOAD : Kind.STORE, A, 20));
        return new ArmProgram(ENTRIES[random.nextInt(ENTRIES.length)], List.of(told, hears));
    }

    private static List<Op> shootdown(Random random) {
        List<Op> ops = change(random);
        maybe(random, ops, Kind.ISB);
        ops.add(access(random, 10));
        return ops;
    }

    private static List<Op> change(Random random) {
        List<Op> ops = new ArrayList<>();
        ops.add(new Op(Kind.SET_PTE, A, ENTRIES[random.nextInt(ENTRIES.length)]));
        maybe(random, ops, Kind.DSB_ISHST);
        maybe(random, ops, random.nextInt(4) == 0 ? Kind.TLBI_LOCAL : Kind.TLBI);
        maybe(random, ops, Kind.DSB_ISH);
        return ops;
    }

    private static void maybe(Random random, List<Op> ops, Kind kind) {
        if (random.nextInt(5) != 0) {
            ops.add(new Op(kind, A, 0));
        }
    }

    private static List<Op> mixture(Random random, int value) {
        List<Op> ops = new ArrayList<>();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            ops.add(random.nextInt(3) < 2 ? access(random, value + left) : step(random));
        }
        return ops;
    }

    private static Op access(Random random, int value) {
        return new Op(random.nextBoolean() ? Kind.LOAD : Kind.STORE, random.nextInt(3) == 0 ? B : A, value);
    }

    private static Op step(Random random) {
        Kind kind = Kind.values()[2 + random.nextInt(Kind.values().length - 2)];
        return new Op(kind, A, kind == Kind.SET_PTE ? ENTRIES[random.nextInt(ENTRIES.length)] : 0);
    }
}
