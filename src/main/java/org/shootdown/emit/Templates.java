package org.shootdown.emit;

import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;
import org.stringtemplate.v4.AttributeRenderer;
import org.stringtemplate.v4.AutoIndentWriter;
import org.stringtemplate.v4.Interpreter;
import org.stringtemplate.v4.ModelAdaptor;
import org.stringtemplate.v4.ST;
import org.stringtemplate.v4.STErrorListener;
import org.stringtemplate.v4.STGroup;
import org.stringtemplate.v4.STGroupFile;
import org.stringtemplate.v4.misc.STMessage;
import org.stringtemplate.v4.misc.STNoSuchPropertyException;

/**
 * A StringTemplate group set up so that mistakes in it cannot pass: every error is thrown, records show their
 * components as properties, and text from scripts is escaped by its type.
 */
final class Templates {

    private final STGroup group;

    private Templates(STGroup group) {
        this.group = group;
    }

    /** The group of a resource, such as {@code emit/kselftest.stg}. */
    static Templates of(String resource) {
        STGroup group = new STGroupFile(Templates.class.getClassLoader().getResource(resource), "UTF-8", '$', '$');
        group.setListener(new Throwing());
        group.registerModelAdaptor(Record.class, new Components());
        render(group, Comment.class, Comment::harmless);
        render(group, Literal.class, Literal::quoted);
        render(group, Identifier.class, Identifier::text);
        group.load();
        return new Templates(group);
    }

    private interface Text<T> {
        String of(T value);
    }

    private static <T> void render(STGroup group, Class<T> type, Text<T> text) {
        AttributeRenderer<T> renderer = (value, format, locale) -> text.of(value);
        group.registerRenderer(type, renderer);
    }

    STGroup group() {
        return group;
    }

    /** The text of a template with one argument. */
    String render(String template, String parameter, Object argument) {
        ST text = group.getInstanceOf(template);
        if (text == null) {
            throw new IllegalStateException("there is no template " + template);
        }
        text.add(parameter, argument);
        StringWriter out = new StringWriter();
        text.write(new AutoIndentWriter(out, "\n"), Locale.ROOT);
        return out.toString();
    }

    /** StringTemplate looks for getters and fields, which records do not have. */
    private static final class Components implements ModelAdaptor<Record> {
        @Override
        public Object getProperty(Interpreter interpreter, ST self, Record model, Object property, String name) {
            try {
                return model.getClass().getDeclaredMethod(name).invoke(model);
            } catch (NoSuchMethodException e) {
                return inherited(model, name);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new STNoSuchPropertyException(e, model, name);
            }
        }

        private static Object inherited(Record model, String name) {
            for (Class<?> type : model.getClass().getInterfaces()) {
                try {
                    return type.getDeclaredMethod(name).invoke(model);
                } catch (NoSuchMethodException e) {
                    continue;
                } catch (IllegalAccessException | InvocationTargetException e) {
                    throw new STNoSuchPropertyException(e, model, name);
                }
            }
            throw new STNoSuchPropertyException(null, model, model.getClass().getSimpleName() + "." + name);
        }
    }

    private static final class Throwing implements STErrorListener {
        @Override
        public void compileTimeError(STMessage message) {
            throw error(message);
        }

        @Override
        public void runTimeError(STMessage message) {
            throw error(message);
        }

        @Override
        public void IOError(STMessage message) {
            throw error(message);
        }

        @Override
        public void internalError(STMessage message) {
            // StringTemplate hands back what was thrown below, once for each template on the way.
            throw message.cause instanceof IllegalStateException thrown ? thrown : error(message);
        }

        private static IllegalStateException error(STMessage message) {
            return new IllegalStateException("template error: " + message, message.cause);
        }
    }
}
