package dev.weir.providers;

import dev.weir.provider.Fields;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Text with placeholders, compiled once: {@code "Bearer {secret.api_key}"}, {@code "{company.domain}"}. */
record Template(List<Part> parts) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}|]+)(?:\\|([^{}]+))?}");
    private static final String SECRET = "secret.";

    Template {
        parts = List.copyOf(parts);
    }

    /** A piece of a template. */
    sealed interface Part {
        record Text(String text) implements Part {}

        /** A field of the asking; as a handle, only the last part of its address. */
        record Input(String field, boolean handle) implements Part {}

        record Secret(String name) implements Part {}

        record Key() implements Part {}

        /** What is known of a submission or of an item of it; see {@link Filling}. */
        record Late(String name) implements Part {}
    }

    static Template parse(String text, Problems problems, String pointer) {
        List<Part> parts = new ArrayList<>();
        Matcher matcher = PLACEHOLDER.matcher(text);
        int done = 0;
        while (matcher.find()) {
            literal(text.substring(done, matcher.start()), parts, problems, pointer);
            parts.add(placeholder(matcher.group(1), matcher.group(2), problems, pointer));
            done = matcher.end();
        }
        literal(text.substring(done), parts, problems, pointer);
        return new Template(parts);
    }

    private static void literal(String text, List<Part> parts, Problems problems, String pointer) {
        if (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
            problems.add(pointer, "a brace in '" + text + "' belongs to no placeholder; write {company.domain}.");
        }
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text));
        }
    }

    private static Part placeholder(String name, @Nullable String change, Problems problems, String pointer) {
        if (change != null && !change.equals("handle")) {
            problems.add(pointer, "'|" + change + "' is not known; the only change of a placeholder is '|handle'.");
        }
        if (name.equals("ask.key")) {
            return new Part.Key();
        }
        if (name.startsWith("submission.") || name.startsWith("item.")) {
            return new Part.Late(name);
        }
        return name.startsWith(SECRET)
                ? new Part.Secret(name.substring(SECRET.length()))
                : new Part.Input(name, change != null);
    }

    List<String> fields() {
        return parts.stream()
                .flatMap(part -> part instanceof Part.Input input ? List.of(input.field()).stream() : null)
                .toList();
    }

    List<String> lates() {
        return parts.stream()
                .flatMap(part -> part instanceof Part.Late(String name) ? List.of(name).stream() : null)
                .toList();
    }

    List<String> secrets() {
        return parts.stream()
                .flatMap(part -> part instanceof Part.Secret secret ? List.of(secret.name()).stream() : null)
                .toList();
    }

    /** The text; null when a placeholder is not known. */
    @Nullable
    String render(Filling filling) {
        if (parts.size() == 1) {
            return value(parts.getFirst(), filling);
        }
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            String value = value(part, filling);
            if (value == null) {
                return null;
            }
            text.append(value);
        }
        return text.toString();
    }

    /** The value itself where the template is one input alone, else the text. */
    @Nullable
    Object renderValue(Filling filling) {
        return parts.size() == 1 && parts.getFirst() instanceof Part.Input(String field, boolean handle) && !handle
                ? filling.ask().inputs().get(field)
                : render(filling);
    }

    private static @Nullable String value(Part part, Filling filling) {
        return switch (part) {
            case Part.Text(String text) -> text;
            case Part.Secret(String name) -> filling.exchange().secret(name);
            case Part.Key() -> filling.ask().idempotencyKey();
            case Part.Late(String name) -> filling.late().get(name);
            case Part.Input(String field, boolean handle) -> {
                Object value = filling.ask().inputs().get(field);
                String text = value == null ? "" : Fields.toText(value);
                String meant = handle ? text.substring(text.lastIndexOf('/') + 1) : text;
                yield meant.isBlank() ? null : meant;
            }
        };
    }

    /** A value as one segment of a path. A dot segment would leave the declared path, so a value never becomes one. */
    static String segment(String value) {
        String safe = value.isEmpty() || value.matches("\\.{1,2}") ? "_" : value;
        return URLEncoder.encode(safe, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
