package dev.weir.server.audience;

import dev.weir.server.problem.Mistakes;
import dev.weir.server.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Where in a delivery something stands.
 *
 * <p>Written as a text it is a JSON Pointer (RFC 6901) into the item. Written as an object it is {@code {"body": pointer}} into
 * the whole body, {@code {"header": name}}, or {@code {"find": pointer, "where": {pointer: text or texts}, "take": pointer}}: of
 * a list, or of an object's members as {@code {"key", "value"}}, the first that is such. A list of places is the first of
 * them where something stands.
 */
sealed interface Place {

    /** Where nothing stands. */
    Place NOWHERE = new First(List.of());

    Pattern POINTER = Pattern.compile("(/([^~/]|~[01])*)*");
    int LONGEST = 1_000;
    int MOST = 20;

    /** What places are in. @param effort that is left for the delivery */
    record In(JsonNode item, JsonNode body, Delivery delivery, Effort effort) {}

    /**
     * What is spent on one delivery at most. Its people are said to have what stands in the body once, and are looked for by
     * each place; so a small body could come to any size, and take any time.
     */
    final class Effort {
        private static final int CHARACTERS = 1 << 20;
        private static final int LOOKS = 1 << 21;
        /** So many characters are compared in the time of a look. */
        private static final int COMPARED = 32;

        private int characters = CHARACTERS;
        private int looks = LOOKS;

        /** One look. @param compared characters */
        void look(int compared) {
            looks -= 1 + compared / COMPARED;
            if (looks < 0) {
                throw tooMuch();
            }
        }

        /** So many characters are taken. */
        void take(int taken) {
            characters -= taken;
            if (characters < 0) {
                throw tooMuch();
            }
        }

        private static Problem tooMuch() {
            return new Problem(
                    Problem.Kind.TOO_LARGE,
                    "too_much_mapped",
                    "The mapping makes more of the delivery than is taken at once: what it says of all people together has at"
                            + " most " + CHARACTERS
                            + " characters. Deliver fewer people at once, or map fewer fields.");
        }
    }

    /** What stands there; null for nothing, which null is, too. */
    @Nullable
    JsonNode find(In in);

    /** Whether a header is what stands there. */
    default boolean isInHeader(In in) {
        return false;
    }

    /** Into the item. */
    record Item(JsonPointer pointer) implements Place {
        @Override
        public @Nullable JsonNode find(In in) {
            return at(in, in.item(), pointer);
        }
    }

    /** Into the body. */
    record Body(JsonPointer pointer) implements Place {
        @Override
        public @Nullable JsonNode find(In in) {
            return at(in, in.body(), pointer);
        }
    }

    record Header(String name) implements Place {
        @Override
        public @Nullable JsonNode find(In in) {
            String value = in.delivery().header(name);
            return value.isEmpty() ? null : JsonNodeFactory.instance.stringNode(value);
        }

        @Override
        public boolean isInHeader(In in) {
            return find(in) != null;
        }
    }

    /** The first of them where something stands. */
    record First(List<Place> places) implements Place {
        @Override
        public @Nullable JsonNode find(In in) {
            for (Place place : places) {
                JsonNode found = place.find(in);
                if (found != null) {
                    return found;
                }
            }
            return null;
        }

        @Override
        public boolean isInHeader(In in) {
            return places.stream()
                    .filter(place -> place.find(in) != null)
                    .findFirst()
                    .map(place -> place.isInHeader(in))
                    .orElse(false);
        }
    }

    /** One of many. @param where by pointer, what stands there: one of those texts, told by letters and digits alone */
    record Found(Place list, Map<JsonPointer, Set<String>> where, JsonPointer take) implements Place {
        @Override
        public @Nullable JsonNode find(In in) {
            JsonNode all = list.find(in);
            if (all == null) {
                return null;
            }
            if (all.isObject()) {
                for (Map.Entry<String, JsonNode> member : all.properties()) {
                    JsonNode pair = JsonNodeFactory.instance
                            .objectNode()
                            .put("key", member.getKey())
                            .set("value", member.getValue());
                    JsonNode taken = taken(in, pair);
                    if (taken != null) {
                        return taken;
                    }
                }
                return null;
            }
            for (JsonNode one : all.isArray() ? all.values() : List.<JsonNode>of()) {
                JsonNode taken = taken(in, one);
                if (taken != null) {
                    return taken;
                }
            }
            return null;
        }

        private @Nullable JsonNode taken(In in, JsonNode one) {
            for (Map.Entry<JsonPointer, Set<String>> condition : where.entrySet()) {
                JsonNode said = at(in, one, condition.getKey());
                if (said == null || !isOne(in, condition.getValue(), said)) {
                    return null;
                }
            }
            return at(in, one, take);
        }
    }

    /**
     * Whether one of some texts stands somewhere.
     *
     * @param is those texts, told by letters and digits alone
     */
    record Test(Place place, Set<String> is) {

        boolean holds(In in) {
            JsonNode found = place.find(in);
            return found != null && isOne(in, is, found);
        }

        /** A place written as an object with {@code is}, or a list of such: one of them has to hold. */
        static List<Test> read(JsonNode said, String pointer, Mistakes wrong) {
            List<Test> tests = new ArrayList<>();
            if (said.isArray() && said.size() > MOST) {
                wrong.note(pointer, "has at most " + MOST + " tests");
            } else if (said.isArray()) {
                for (int i = 0; i < said.size(); i++) {
                    add(tests, said.get(i), pointer + "/" + i, wrong);
                }
            } else {
                add(tests, said, pointer, wrong);
            }
            return tests;
        }

        private static void add(List<Test> tests, JsonNode said, String pointer, Mistakes wrong) {
            if (!said.isObject() || !said.has("is")) {
                wrong.note(
                        pointer,
                        "is a place and the texts that count, as {\"pointer\": \"/type\", \"is\": [\"created\"]}");
                return;
            }
            Set<String> is = texts(said.get("is"), pointer + "/is", wrong);
            Place place = object(said, pointer, wrong, Set.of("is"));
            if (place != null) {
                tests.add(new Test(place, is));
            }
        }
    }

    /** @param wrong takes all that is wrong with it @return null where something is */
    static @Nullable Place read(JsonNode said, String pointer, Mistakes wrong) {
        if (said.isString()) {
            JsonPointer read = pointer(said, pointer, wrong);
            return read == null ? null : new Item(read);
        }
        if (said.isArray() && !said.isEmpty() && said.size() <= MOST) {
            List<Place> places = new ArrayList<>();
            for (int i = 0; i < said.size(); i++) {
                Place place = read(said.get(i), pointer + "/" + i, wrong);
                if (place != null) {
                    places.add(place);
                }
            }
            return new First(places);
        }
        if (said.isObject()) {
            return object(said, pointer, wrong, Set.of());
        }
        wrong.note(
                pointer,
                "is a JSON Pointer as /email, a place as {\"body\": \"/id\"}, {\"header\": \"X-Id\"} or {\"find\": \"/fields\","
                        + " \"where\": {\"/label\": \"Email\"}, \"take\": \"/value\"}, or a list of at most " + MOST
                        + " of these");
        return null;
    }

    private static @Nullable Place object(JsonNode said, String pointer, Mistakes wrong, Set<String> more) {
        boolean found = said.has("find");
        Set<String> known =
                new LinkedHashSet<>(found ? List.of("find", "where", "take") : List.of("pointer", "body", "header"));
        List<String> unknown = said.propertyNames().stream()
                .filter(name -> !known.contains(name) && !more.contains(name))
                .toList();
        unknown.forEach(name -> wrong.note(
                pointer + "/" + Problem.At.escaped(name), "is not known here; there are " + String.join(", ", known)));
        if (found) {
            return found(said, pointer, wrong);
        }
        List<String> named = known.stream().filter(said::has).toList();
        if (named.size() != 1) {
            wrong.note(pointer, "has one of " + String.join(", ", known) + ", or find");
            return null;
        }
        String name = named.getFirst();
        JsonNode value = said.get(name);
        if (name.equals("header")) {
            if (!value.isString()
                    || value.asString().isBlank()
                    || value.asString().length() > 100) {
                wrong.note(pointer + "/header", "names a header");
                return null;
            }
            return new Header(value.asString());
        }
        JsonPointer read = pointer(value, pointer + "/" + name, wrong);
        return read == null ? null : name.equals("body") ? new Body(read) : new Item(read);
    }

    private static @Nullable Place found(JsonNode said, String pointer, Mistakes wrong) {
        Place list = read(said.get("find"), pointer + "/find", wrong);
        JsonPointer take = said.has("take") ? pointer(said.get("take"), pointer + "/take", wrong) : null;
        if (!said.has("take")) {
            wrong.note(pointer + "/take", "says what of the one that is found is meant, as /value");
        }
        Map<JsonPointer, Set<String>> where = new LinkedHashMap<>();
        JsonNode conditions = said.get("where");
        if (conditions == null || !conditions.isObject() || conditions.isEmpty() || conditions.size() > MOST) {
            wrong.note(
                    pointer + "/where",
                    "says by pointer what stands in the one that is meant, as {\"/label\": \"Email\"}");
        } else {
            conditions.properties().forEach(condition -> {
                String at = pointer + "/where/" + Problem.At.escaped(condition.getKey());
                JsonPointer key = pointer(JsonNodeFactory.instance.stringNode(condition.getKey()), at, wrong);
                Set<String> is = texts(condition.getValue(), at, wrong);
                if (key != null) {
                    where.put(key, is);
                }
            });
        }
        return list == null || take == null || where.isEmpty() ? null : new Found(list, where, take);
    }

    private static Set<String> texts(JsonNode said, String pointer, Mistakes wrong) {
        Set<String> texts = new LinkedHashSet<>();
        List<JsonNode> all = said.isArray() ? List.copyOf(said.values()) : List.of(said);
        boolean good = !all.isEmpty() && all.size() <= MOST * 5;
        for (JsonNode one : all) {
            String text = one.isValueNode() && !one.isNull() ? one.asString("") : "";
            good &= !text.isBlank() && text.indexOf('*') == text.lastIndexOf('*');
            texts.add(plain(text, true));
        }
        if (!good) {
            wrong.note(pointer, "is a text, or a list of texts; in each one * may stand for anything");
        }
        return texts;
    }

    private static @Nullable JsonPointer pointer(JsonNode said, String pointer, Mistakes wrong) {
        String text = said.isString() ? said.asString() : null;
        if (text == null || text.length() > LONGEST || !POINTER.matcher(text).matches()) {
            wrong.note(
                    pointer,
                    "is a JSON Pointer (RFC 6901): empty, or / before each name on the way, as /data/email; ~1 stands for"
                            + " a / in a name, and ~0 for a ~");
            return null;
        }
        return JsonPointer.compile(text);
    }

    private static @Nullable JsonNode at(In in, JsonNode node, JsonPointer pointer) {
        in.effort().look(0);
        JsonNode found = node.at(pointer);
        return found.isMissingNode() || found.isNull() ? null : found;
    }

    /** @param is texts as {@link #texts} gives them */
    private static boolean isOne(In in, Set<String> is, JsonNode found) {
        String text = found.asString("");
        in.effort().look(text.length() + is.size());
        String said = plain(text, false);
        return is.contains(said) || is.stream().anyMatch(one -> fits(one, said));
    }

    private static boolean fits(String one, String said) {
        int star = one.indexOf('*');
        return star >= 0
                && said.length() >= one.length() - 1
                && said.startsWith(one.substring(0, star))
                && said.endsWith(one.substring(star + 1));
    }

    /** What texts are compared by: labels are written by people. @param stars whether * stands for anything */
    private static String plain(String text, boolean stars) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> Character.isLetterOrDigit(c) || (stars && c == '*'))
                .forEach(plain::appendCodePoint);
        // A text of signs alone is meant as it is.
        return plain.isEmpty() ? text : plain.toString().toLowerCase(Locale.ROOT);
    }

    /** The text, or nothing where half a character or NUL is in it: no database keeps these. */
    static String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\0' || Character.isLowSurrogate(c)) {
                return "";
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return "";
                }
            }
        }
        return text;
    }

    /** Whether it is short enough for a value, and is taken then. @param most characters */
    static boolean takes(In in, JsonNode node, int most) {
        int left = left(node, most);
        in.effort().take(left < 0 ? 0 : most - left);
        return left >= 0;
    }

    private static int left(JsonNode node, int most) {
        int left = most - (node.isString() ? node.asString().length() : 1);
        for (JsonNode one : node.isContainer() ? node.values() : List.<JsonNode>of()) {
            if (left < 0) {
                return left;
            }
            left = left(one, left);
        }
        return left;
    }

    /** As fields read it: text, number, truth, list or map; null for nothing. */
    static @Nullable Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> node.asString();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : node.decimalValue();
            case ARRAY -> {
                List<Object> list = new ArrayList<>();
                for (JsonNode one : node.values()) {
                    Object value = value(one);
                    if (value != null) {
                        list.add(value);
                    }
                }
                yield list.isEmpty() ? null : list;
            }
            case OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                node.properties().forEach(member -> {
                    Object value = value(member.getValue());
                    if (value != null) {
                        map.put(member.getKey(), value);
                    }
                });
                yield map.isEmpty() ? null : map;
            }
            default -> null;
        };
    }
}
