package dev.weir.server.expressions;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.weir.provider.Field;
import dev.weir.provider.FieldKind;
import dev.weir.provider.Fields;
import dev.weir.server.waterfall.AcceptanceRule;
import java.util.HashMap;
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
     * A rule about values of a field. It may name {@code value}, {@code field}, {@code provider}, {@code confidence} where
     * providers say one of that field, all that the same answer gave as {@code values}, and what was known before as
     * {@code row}.
     *
     * @param called how its author knows it, such as {@code --accept}
     * @throws dev.weir.server.problem.Problem {@code expression_invalid}, with the place of the mistake
     */
    public static AcceptanceRule acceptance(String called, String field, String text) {
        FieldKind kind = Fields.find(field).map(Field::kind).orElse(FieldKind.TEXT);
        boolean sure = Fields.find(Rule.confidence(field)).isPresent();
        String words = kind + (sure ? " with confidence" : "");
        Language language = ACCEPTANCE.computeIfAbsent(words, _ -> new Language(names(kind, sure)));
        return new Rule(
                field,
                PROGRAMS.get(
                        new Compiled(words, text), _ -> language.compile(called, text, Language.Wish.YES_OR_NO)));
    }

    private static Map<String, CelType> names(FieldKind kind, boolean sure) {
        Map<String, CelType> names = new HashMap<>();
        names.put(Rule.VALUE, Vocabulary.type(kind));
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
