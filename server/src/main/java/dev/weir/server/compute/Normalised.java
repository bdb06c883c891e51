package dev.weir.server.compute;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import dev.weir.provider.Field;
import dev.weir.provider.FieldKind;
import dev.weir.provider.Values;
import dev.weir.server.waterfall.Computation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One value in the canonical form of a kind.
 *
 * @param from the field that is read
 * @param kind in whose form
 * @param country of telephone numbers that do not say theirs, ISO 3166-1 alpha-2; null for none
 */
record Normalised(
        Map<String, Object> config,
        String to,
        String from,
        FieldKind kind,
        @Nullable String country) implements Computation {

    static final String FUNCTION = "normalise";

    private static final Map<String, FieldKind> KINDS = kinds();

    private static Map<String, FieldKind> kinds() {
        Map<String, FieldKind> kinds = new LinkedHashMap<>();
        kinds.put("name", FieldKind.TEXT);
        kinds.put("domain", FieldKind.DOMAIN);
        kinds.put("email", FieldKind.EMAIL);
        kinds.put("linkedin_person", FieldKind.LINKEDIN_PERSON);
        kinds.put("linkedin_company", FieldKind.LINKEDIN_COMPANY);
        kinds.put("phone", FieldKind.PHONE);
        kinds.put("url", FieldKind.URL);
        return kinds;
    }

    static Normalised of(Computations.Said said) {
        said.only(Set.of("from", "as", "country"));
        if (said.fields().size() != 1) {
            said.note("/fields", "is one field, which gets the value");
        }
        String as = said.text("as");
        FieldKind kind = KINDS.get(as);
        if (kind == null && !as.isEmpty()) {
            said.note("/config/as", "must be one of " + String.join(", ", KINDS.keySet()));
        }
        String country = said.config().get("country") instanceof String text ? text : null;
        if (said.config().containsKey("country")
                && (kind != FieldKind.PHONE
                        || country == null
                        || !PhoneNumberUtil.getInstance().getSupportedRegions().contains(country))) {
            said.note("/config/country", "is the two letters of a country, such as FR, for telephone numbers");
        }
        String to = said.fields().isEmpty() ? "" : said.fields().getFirst();
        if (kind != null && said.kind(to) != kind && said.kind(to) != FieldKind.TEXT) {
            said.note("/config/as", "is something else than " + to + " is");
        }
        return new Normalised(said.config(), to, said.read("from"), kind == null ? FieldKind.TEXT : kind, country);
    }

    @Override
    public String function() {
        return FUNCTION;
    }

    @Override
    public Result on(Values known) {
        Object raw = known.byField().get(from);
        if (raw == null) {
            return Result.trouble(from + " is not known", true, List.of());
        }
        Optional<Object> value = read(raw.toString());
        List<Working> workings =
                List.of(new Working(from + " as " + config.get("as"), value.orElse(null), null, null, null));
        return value.isEmpty()
                ? Result.trouble(from + " cannot be read as " + config.get("as"), false, workings)
                : Result.of(Values.of(to, value.get()), workings);
    }

    private Optional<Object> read(String raw) {
        String text = raw.strip().replaceAll("\\s+", " ");
        if (kind == FieldKind.PHONE && country != null) {
            try {
                PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
                PhoneNumber number = numbers.parse(text, country);
                return numbers.isPossibleNumber(number)
                        ? Optional.of(numbers.format(number, PhoneNumberFormat.E164))
                        : Optional.empty();
            } catch (NumberParseException unreadable) {
                return Optional.empty();
            }
        }
        return new Field(to, kind).normalise(text);
    }

    @Override
    public boolean reads(String field) {
        return from.equals(field);
    }
}
