package org.shootdown.syntax.format;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.Span;
import org.shootdown.syntax.ScenarioItem;

/** Trees as text, record by record, without where they stand: two trees mean the same if these are the same. */
final class Trees {

    private Trees() {}

    static String describe(Object node) {
        if (node instanceof Optional<?> optional) {
            return optional.map(o -> "some " + describe(o)).orElse("none");
        } else if (node instanceof List<?> list) {
            List<String> parts = new ArrayList<>();
            list.forEach(e -> parts.add(describe(e)));
            return parts.toString();
        } else if (node instanceof Record record) {
            return record(record);
        }
        return node instanceof String text ? '"' + text + '"' : String.valueOf(node);
    }

    private static String record(Record record) {
        StringBuilder text = new StringBuilder(record.getClass().getSimpleName()).append('(');
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            boolean place = component.getType() == Span.class || component.getType() == SourceFile.class;
            // The name of a question that has none is its text.
            boolean unnamed = record instanceof ScenarioItem.Question question
                    && !question.named()
                    && component.getName().equals("name");
            if (!place && !unnamed) {
                text.append(component.getName()).append('=').append(describe(value(record, component))).append(' ');
            }
        }
        return text.append(')').toString();
    }

    private static Object value(Record record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
