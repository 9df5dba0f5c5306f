package org.shootdown.ide;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** As much of a TextMate engine as our grammar needs: line by line, the earliest match wins, then the first rule. */
final class TextMate {

    private static final Map<String, TokenCategory> BY_SCOPE = Arrays.stream(TokenCategory.values())
            .filter(c -> c != TokenCategory.SPACE)
            .collect(Collectors.toMap(TokenCategory::scope, Function.identity()));

    private final JsonArray patterns;
    private final Map<String, Pattern> compiled = new HashMap<>();
    private TokenCategory[] categories = {};
    /** The begin/end rule in which the last line ended. */
    private Optional<JsonObject> open = Optional.empty();

    TextMate(String grammar) {
        this.patterns = JsonParser.parseString(grammar).getAsJsonObject().getAsJsonArray("patterns");
    }

    TokenCategory[] categories(String text) {
        categories = new TokenCategory[text.length()];
        Arrays.fill(categories, TokenCategory.SPACE);
        open = Optional.empty();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            line(text.substring(start, end), start);
            start = end + 1;
        }
        return categories;
    }

    private void line(String line, int offset) {
        int at = 0;
        while (at <= line.length()) {
            if (open.isPresent()) {
                JsonObject rule = open.get();
                Matcher end = matcher(rule.get("end").getAsString(), line);
                boolean closes = end.find(at);
                int to = closes ? end.end() : line.length();
                fill(rule, offset + at, offset + to);
                if (!closes) {
                    return;
                }
                open = Optional.empty();
                at = to;
                continue;
            }
            JsonObject best = null;
            Matcher first = null;
            for (JsonElement element : patterns) {
                JsonObject rule = element.getAsJsonObject();
                Matcher matcher = matcher(rule.get(rule.has("begin") ? "begin" : "match").getAsString(), line);
                if (matcher.find(at) && (first == null || matcher.start() < first.start())) {
                    best = rule;
                    first = matcher;
                }
            }
            if (best == null) {
                return;
            }
            fill(best, offset + first.start(), offset + first.end());
            captures(best, first, offset);
            if (best.has("begin")) {
                open = Optional.of(best);
            }
            at = first.end();
        }
    }

    private void captures(JsonObject rule, Matcher match, int offset) {
        if (!rule.has("captures")) {
            return;
        }
        rule.getAsJsonObject("captures").asMap().forEach((group, element) -> {
            JsonObject capture = element.getAsJsonObject();
            int number = Integer.parseInt(group);
            int start = offset + match.start(number);
            fill(capture, start, offset + match.end(number));
            if (capture.has("patterns")) {
                for (JsonElement nested : capture.getAsJsonArray("patterns")) {
                    JsonObject inner = nested.getAsJsonObject();
                    Matcher inside = matcher(inner.get("match").getAsString(), match.group(number));
                    while (inside.find()) {
                        fill(inner, start + inside.start(), start + inside.end());
                    }
                }
            }
        });
    }

    private void fill(JsonObject rule, int from, int to) {
        if (rule.has("name")) {
            TokenCategory category = BY_SCOPE.get(rule.get("name").getAsString());
            if (category == null) {
                throw new AssertionError("no category has the scope " + rule.get("name"));
            }
            Arrays.fill(categories, from, to, category);
        }
    }

    private Matcher matcher(String regex, String line) {
        return compiled.computeIfAbsent(regex, Pattern::compile).matcher(line);
    }
}
