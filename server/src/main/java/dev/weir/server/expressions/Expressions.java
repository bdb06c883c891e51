package dev.weir.server.expressions;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.weir.provider.Field;
import dev.weir.provider.FieldKind;
import dev.weir.provider.Fields;
import dev.weir.server.waterfall.AcceptanceRule;
import dev.weir.server.waterfall.StepCondition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Turns what users write into rules that can be run: in CEL, over the canonical fields.
 *
 * <p>What is wrong with a text is found here, and told with its place. What was compiled is bounded in what it takes to
 * run, whatever the row; it is kept by its text, so that reading a plan a second time costs nothing.
 */
public final class Expressions {

    private record Compiled(String kind, String text) {}

    private static final Cache<Compiled, Program> PROGRAMS =
            Caffeine.newBuilder().maximumSize(2_000).build();

    /** By what the value is and whether a confidence is said of it. */
    private static final Map<String, Language> ACCEPTANCE = new ConcurrentHashMap<>();

    private Expressions() {}

    /**
     * A rule about values of fields. It may name {@code value}, {@code field}, {@code provider}, {@code confidence} where
     * providers say one of such a field, all that the same answer gave as {@code values}, and what was known before as
     * {@code row}.
     *
     * @param called how its author knows it, such as {@code --accept}
     * @param fields at least one; where they are of several types, {@code value} may be anything
     * @param types of fields that say their own
     * @throws dev.weir.server.problem.Problem {@code expression_invalid}, with the place of the mistake
     */
    public static AcceptanceRule acceptance(
            String called, List<String> fields, Map<String, FieldKind> types, String text) {
        List<CelType> kinds = fields.stream()
                .map(field -> Vocabulary.type(kind(field, types)))
                .distinct()
                .toList();
        CelType value = kinds.size() == 1 ? kinds.getFirst() : SimpleType.DYN;
        boolean sure = fields.stream()
                .anyMatch(field -> Fields.find(Rule.confidence(field)).isPresent());
        String words = "value of " + Mistakes.inWords(value) + (sure ? " with confidence" : "");
        Language language = ACCEPTANCE.computeIfAbsent(words, _ -> new Language(names(value, sure)));
        return new Rule(
                types,
                PROGRAMS.get(new Compiled(words, text), _ -> language.compile(called, text, Language.Wish.YES_OR_NO)));
    }

    /** The same about one field of a type of its name's. */
    public static AcceptanceRule acceptance(String called, String field, String text) {
        return acceptance(called, List.of(field), Map.of(), text);
    }

    /** What an expression is about, which decides what it may name. Each has every group of fields, and all as {@code row}. */
    public enum About {
        /** Rows of jobs; what the latest event said that the row awaited is {@code event}. */
        ROWS("row"),
        /** Subscribers as they stand: {@code subscriber}, without score and tier. */
        SUBSCRIBERS("subscriber"),
        /** What a source has just said of a subscriber: {@code subscriber}, with what changed, its score and its tier. */
        ARRIVALS("arrival");

        private final String inWords;

        About(String inWords) {
            this.inWords = inWords;
        }

        private Map<String, CelType> own() {
            return switch (this) {
                case ROWS -> Map.of(Groups.EVENT, Vocabulary.ANYTHING);
                case SUBSCRIBERS -> Map.of(SubscriberFacts.SUBSCRIBER, Vocabulary.INSTANCE.subscriber());
                case ARRIVALS -> Map.of(SubscriberFacts.SUBSCRIBER, Vocabulary.INSTANCE.arrival());
            };
        }
    }

    /** Each made when it is first needed. */
    private static final Map<About, Language> LANGUAGES = new ConcurrentHashMap<>();

    private static Language language(About about) {
        return LANGUAGES.computeIfAbsent(about, _ -> {
            Map<String, CelType> names = new HashMap<>(Vocabulary.INSTANCE.groups());
            names.put(Groups.ROW, Vocabulary.INSTANCE.all());
            names.putAll(about.own());
            return new Language(names);
        });
    }

    /**
     * A rule about rows. It may name every group of fields, such as {@code person.work_email} or {@code custom.tier}, and
     * all of them together as {@code row}; and what the latest event said that the row awaited as {@code event}.
     *
     * @param called how its author knows it, such as {@code The condition of step mobile}
     * @throws dev.weir.server.problem.Problem {@code expression_invalid}, with the place of the mistake
     */
    public static StepCondition condition(String called, String text) {
        return condition(About.ROWS, called, text);
    }

    /** The same about something else; {@link SubscriberFacts} are put among what is known. */
    public static StepCondition condition(About about, String called, String text) {
        return new Condition(PROGRAMS.get(
                new Compiled(about.inWords, text),
                _ -> language(about).compile(called, text, Language.Wish.YES_OR_NO)));
    }

    /**
     * A value that is worked out from a row, over the same names as {@link #condition}.
     *
     * @param called how its author knows it
     * @param kind what it is to give
     * @throws dev.weir.server.problem.Problem {@code expression_invalid}, with the place of the mistake
     */
    public static Expression formula(String called, FieldKind kind, String text) {
        return formula(About.ROWS, called, kind, text);
    }

    /** The same about something else. */
    public static Expression formula(About about, String called, FieldKind kind, String text) {
        Language.Wish wish = Language.Wish.of(kind);
        return new Expression(
                wish.inWords(),
                PROGRAMS.get(
                        new Compiled(about.inWords + " gives " + wish.inWords(), text),
                        _ -> language(about).compile(called, text, wish)));
    }

    private static FieldKind kind(String field, Map<String, FieldKind> types) {
        return types.getOrDefault(field, Fields.find(field).map(Field::kind).orElse(FieldKind.TEXT));
    }

    private static Map<String, CelType> names(CelType value, boolean sure) {
        Map<String, CelType> names = new HashMap<>();
        names.put(Rule.VALUE, value);
        names.put(Rule.FIELD, SimpleType.STRING);
        names.put(Rule.PROVIDER, SimpleType.STRING);
        names.put(Rule.ANSWER, Vocabulary.INSTANCE.all());
        names.put(Rule.KNOWN, Vocabulary.INSTANCE.all());
        if (sure) {
            names.put(Rule.CONFIDENCE, SimpleType.INT);
        }
        return names;
    }
}
