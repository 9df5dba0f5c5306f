package org.shootdown.syntax;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.shootdown.diag.Span;

/**
 * Walks trees of any kind of node. The nodes are records, and their components say what is below them: a new kind of node
 * needs nothing here.
 */
public final class Tree {

    /** Of each kind of node: how to read its components. */
    private static final ClassValue<Method[]> ALL = accessors(type -> true);

    /** Of each kind of node: how to read those below which there can be nodes. */
    private static final ClassValue<Method[]> BELOW = accessors(Tree::canHoldNodes);

    private Tree() {}

    /** Shows a node and all that is below it to a visitor, each before what is below it. */
    public static void walk(Object node, Consumer<Object> visitor) {
        if (node instanceof Collection<?> several) {
            several.forEach(n -> walk(n, visitor));
        } else if (node instanceof Optional<?> perhaps) {
            perhaps.ifPresent(n -> walk(n, visitor));
        } else if (isNode(node)) {
            visitor.accept(node);
            for (Method accessor : BELOW.get(node.getClass())) {
                walk(read(accessor, node), visitor);
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
        if (isNode(one)) {
            return one.getClass() == other.getClass() && sameInOrder(components(one), components(other));
        }
        return one instanceof Span || one.equals(other);
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

    private static boolean isNode(Object value) {
        return value instanceof Record && !(value instanceof Span);
    }

    private static List<Object> components(Object node) {
        List<Object> values = new ArrayList<>();
        for (Method accessor : ALL.get(node.getClass())) {
            values.add(read(accessor, node));
        }
        return values;
    }

    private static Object read(Method accessor, Object node) {
        try {
            return accessor.invoke(node);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the tree has a node that cannot be read: " + node.getClass(), e);
        }
    }

    private static boolean canHoldNodes(Class<?> type) {
        boolean isLeaf = type.isPrimitive() || type.isEnum() || type == String.class || type == Span.class;
        return !isLeaf;
    }

    private static ClassValue<Method[]> accessors(Predicate<Class<?>> wanted) {
        return new ClassValue<>() {
            @Override
            protected Method[] computeValue(Class<?> node) {
                return Arrays.stream(node.getRecordComponents())
                        .filter(c -> wanted.test(c.getType()))
                        .map(RecordComponent::getAccessor)
                        .toArray(Method[]::new);
            }
        };
    }
}
