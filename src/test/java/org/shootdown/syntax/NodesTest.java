package org.shootdown.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.shootdown.Corpus;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.Span;

/** The lists of parts name every component of every node. */
class NodesTest {

    private final Set<Class<?>> seen = new HashSet<>();

    @Test
    void partsAreTheComponents() throws ReflectiveOperationException {
        Script script = ScriptParser.parse(Corpus.read(Path.of("src/test/corpus/syntax/everything.mmsc"))).script();
        compare(script);
        Set<String> unseen = new TreeSet<>();
        Stream.of(Expression.class, Statement.class, ScenarioItem.class, Declaration.class, Member.class)
                .flatMap(c -> Stream.of(c.getDeclaredClasses()))
                .filter(Class::isRecord)
                .filter(c -> !seen.contains(c))
                .forEach(c -> unseen.add(c.getSimpleName()));
        assertEquals(Set.of("Unreadable"), unseen, "the sample of the whole language has all kinds of nodes");
    }

    private void compare(Object node) throws ReflectiveOperationException {
        if (node instanceof Collection<?> several) {
            for (Object one : several) {
                compare(one);
            }
        } else if (node instanceof Optional<?> perhaps) {
            if (perhaps.isPresent()) {
                compare(perhaps.get());
            }
        } else if (node instanceof Record && !(node instanceof Span) && !(node instanceof SourceFile)) {
            seen.add(node.getClass());
            List<Object> components = new ArrayList<>();
            for (RecordComponent component : node.getClass().getRecordComponents()) {
                Object value = component.getAccessor().invoke(node);
                if (!(value instanceof Span) && !(value instanceof SourceFile)) {
                    components.add(value);
                }
            }
            assertEquals(Optional.of(components), Nodes.parts(node), node.getClass()::getName);
            compare(components);
        }
    }
}
