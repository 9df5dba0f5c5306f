package org.shootdown.syntax;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Walks trees of any kind of node; {@link Nodes} says what is below each.
 */
public final class Tree {

    private Tree() {}

    /** Shows a node and all that is below it to a visitor, each before what is below it. */
    public static void walk(Object node, Consumer<Object> visitor) {
        if (node instanceof Collection<?> several) {
            for (Object part : several) {
                walk(part, visitor);
            }
        } else if (node instanceof Optional<?> perhaps) {
            perhaps.ifPresent(n -> walk(n, visitor));
        } else {
            Optional<List<Object>> parts = Nodes.parts(node);
            if (parts.isPresent()) {
                visitor.accept(node);
                walk(parts.get(), visitor);
            }
        }
    }

    /** All nodes of a kind at or below a node, in the order of the text. */
    public static <T> List<T> all(Object node, Class<T> kind) {
        List<T> found = new ArrayList<>();
        walk(node, n -> {
            if (kind.isInstance(n)) {
                found.add(kind.cast(n));
            }
        });
        return found;
    }

    /** Whether two nodes say the same, wherever they stand. */
    public static boolean same(Object one, Object other) {
        if (one instanceof Collection<?> some && other instanceof Collection<?> others) {
            return sameInOrder(List.copyOf(some), List.copyOf(others));
        }
        if (one instanceof Optional<?> a && other instanceof Optional<?> b) {
            return a.isPresent() == b.isPresent() && (a.isEmpty() || same(a.get(), b.get()));
        }
        Optional<List<Object>> parts = Nodes.parts(one);
        return parts.isPresent()
                ? one.getClass() == other.getClass()
                        && sameInOrder(parts.get(), Nodes.parts(other).orElseThrow())
                : one.equals(other);
    }

    private static boolean sameInOrder(List<?> some, List<?> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (!same(some.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }
}
