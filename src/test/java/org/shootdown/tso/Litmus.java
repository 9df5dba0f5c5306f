package org.shootdown.tso;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A litmus program: straight-line threads on CPUs of their own, which store to and load from two places.
 *
 * @param pages by place, whether it is a page that is accessed, and not a variable
 */
record Litmus(List<List<Op>> threads, List<Boolean> pages) {

    /** What a thread can do. */
    enum Kind {
        STORE,
        LOAD,
        FENCE,
        EXCHANGE
    }

    /** A step; {@code value}: what it writes. */
    record Op(Kind kind, int place, int value) {}

    static final int PLACES = 2;

    /** A random program of two or three threads; every value that is written is another. */
    static Litmus random(Random random) {
        List<List<Op>> threads = new ArrayList<>();
        int value = 0;
        int count = 2 + random.nextInt(2);
        for (int t = 0; t < count; t++) {
            List<Op> ops = new ArrayList<>();
            for (int length = 1 + random.nextInt(count == 2 ? 4 : 3); length > 0; length--) {
                // Stores come rather first and loads rather last: else hardly any program differs from sc.
                int dice = random.nextInt(16);
                boolean first = ops.size() * 2 < length + ops.size();
                Kind kind = dice == 0 ? Kind.FENCE : dice == 1 ? Kind.EXCHANGE : dice < 5 == first ? Kind.LOAD : Kind.STORE;
                ops.add(new Op(kind, random.nextInt(PLACES), ++value));
            }
            threads.add(List.copyOf(ops));
        }
        return new Litmus(List.copyOf(threads), List.of(random.nextInt(3) == 0, random.nextInt(3) == 0));
    }

    /**
     * Reads {@code "x=1 a=y | y=1 b=x"}: threads apart by bars; {@code mb} is a fence, {@code r=y<-2} an exchange. The places
     * are {@code x} and {@code y}, and any other letter is a register.
     */
    static Litmus of(String text) {
        List<List<Op>> threads = new ArrayList<>();
        for (String thread : text.split("\\|")) {
            List<Op> ops = new ArrayList<>();
            for (String word : thread.strip().split(" +")) {
                ops.add(op(word));
            }
            threads.add(List.copyOf(ops));
        }
        return new Litmus(List.copyOf(threads), List.of(false, false));
    }

    private static Op op(String word) {
        if (word.equals("mb")) {
            return new Op(Kind.FENCE, 0, 0);
        }
        String[] sides = word.split("=");
        if (sides[1].contains("<-")) {
            String[] exchange = sides[1].split("<-");
            return new Op(Kind.EXCHANGE, place(exchange[0]), Integer.parseInt(exchange[1]));
        }
        boolean stores = "xy".contains(sides[0]);
        return stores
                ? new Op(Kind.STORE, place(sides[0]), Integer.parseInt(sides[1]))
                : new Op(Kind.LOAD, place(sides[1]), 0);
    }

    private static int place(String name) {
        return "xy".indexOf(name);
    }

    /** The script that does this, with the memory model on its axis. */
    String script(String memory) {
        StringBuilder text = new StringBuilder("shootdown 1\nscenario litmus {\n    vary memory in " + memory + "\n");
        text.append("    mm m { page A = 0   page B = 0 }\n    var x = 0\n    var y = 0\n");
        for (int t = 0; t < threads.size(); t++) {
            text.append("    thread T").append(t).append(" on cpu ").append(t).append(" {\n");
            for (int i = 0; i < threads.get(t).size(); i++) {
                text.append("        ").append(statement(threads.get(t).get(i), i)).append('\n');
            }
            text.append("    }\n");
        }
        return text.append("    check deadlock\n").append(questions()).append("}\n").toString();
    }

    private String statement(Op op, int number) {
        String name = name(op.place());
        boolean page = pages.get(op.place());
        return switch (op.kind()) {
            case STORE -> page ? "store " + name + ", " + op.value() : name + " = " + op.value();
            case LOAD -> "r" + number + " = " + (page ? "load " : "") + name;
            case FENCE -> "smp_mb()";
            case EXCHANGE -> page
                    ? "r" + number + " = xchg " + name + ", " + op.value()
                    : "atomic { r" + number + " = " + name + "   " + name + " = " + op.value() + " }";
        };
    }

    private String name(int place) {
        return (pages.get(place) ? List.of("A", "B") : List.of("x", "y")).get(place);
    }

    /** One question for each pair of values that the variables may end with. */
    private String questions() {
        StringBuilder text = new StringBuilder();
        for (int x : valuesOf(0)) {
            for (int y : valuesOf(1)) {
                text.append("    exists ").append(question(x, y)).append(": ");
                text.append(pages.get(0) ? "true" : "x == " + x).append(" and ");
                text.append(pages.get(1) ? "true" : "y == " + y).append('\n');
            }
        }
        return text.toString();
    }

    /** The values that the questions distinguish. */
    List<Integer> valuesOf(int place) {
        List<Integer> values = new ArrayList<>(List.of(0));
        for (List<Op> thread : threads) {
            values.addAll(thread.stream()
                    .filter(o -> o.place() == place && (o.kind() == Kind.STORE || o.kind() == Kind.EXCHANGE))
                    .map(Op::value)
                    .collect(Collectors.toList()));
        }
        return pages.get(place) ? List.of(0) : values;
    }

    static String question(int x, int y) {
        return "ends_" + x + "_" + y;
    }
}
