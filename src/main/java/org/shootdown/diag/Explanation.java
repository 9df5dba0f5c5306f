package org.shootdown.diag;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page about a code: {@code explain/SD0201.md} of the class path.
 *
 * @param prose what it means, as one paragraph
 * @param wrong a script that provokes it; absent for what no short script can
 * @param mended the same script, mended
 */
public record Explanation(String prose, Optional<String> wrong, Optional<String> mended) {

    private static final Pattern PAGE = Pattern.compile(
            "(?<prose>.*?)(\\nWrong:\\n\\n```mmsc\\n(?<wrong>.*?)```\\n\\nMended:\\n\\n```mmsc\\n(?<mended>.*?)```\\n)?",
            Pattern.DOTALL);

    /** The page about a code. That each code has one is tested. */
    public static Explanation of(Code code) {
        String name = "/explain/" + code.id() + ".md";
        try (InputStream in = Explanation.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program was built without " + name);
            }
            return read(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Explanation read(String name, String text) {
        Matcher matcher = PAGE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalStateException(name + " is not written as a page is");
        }
        return new Explanation(
                matcher.group("prose").replace('\n', ' ').strip(),
                Optional.ofNullable(matcher.group("wrong")),
                Optional.ofNullable(matcher.group("mended")));
    }
}
