package dev.weir.server.audience;

import dev.weir.provider.Field;
import dev.weir.provider.Fields;
import dev.weir.provider.Values;
import dev.weir.server.compute.Mailboxes;
import dev.weir.server.problem.Mistakes;
import dev.weir.server.problem.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What of a delivery means what.
 *
 * <p>Written as JSON. {@code document} is a JSON Pointer to a text that is itself the JSON which is meant, {@code items} the
 * {@link Place place} of a delivery's people, one or many. All others are places within one of the items: {@code email},
 * {@code fields} by canonical name, {@code occurredAt} and {@code deliveryId}; and {@code only}, {@code unsubscribed} and
 * {@code subscribed} are {@link Place.Test tests} of one.
 */
public final class Mapping {

    /** People of one delivery. */
    static final int MOST_ITEMS = 1_000;

    private static final int MOST_FIELDS = 100;
    private static final int LONGEST_VALUE = 10_000;
    /** Of addresses, times and names of deliveries. */
    private static final int LONGEST_ADDRESS = 1_000;

    private static final Set<String> MEMBERS = Set.of(
            "document", "items", "email", "fields", "occurredAt", "deliveryId", "only", "unsubscribed", "subscribed");

    /** Whatever is later than now was not so: a clock is wrong, and its word would count for ever. */
    private static final int AHEAD_SECONDS = 60;

    private static final Field EMAIL = Fields.find("person.work_email").orElseThrow();
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern NUMBER = Pattern.compile("[0-9]{9,16}");
    private static final Pattern OFFSET = Pattern.compile("([+-]\\d{2})(\\d{2})$");
    private static final Pattern SPACED = Pattern.compile("\\d{4}-\\d{2}-\\d{2} \\d{2}:.*");

    private final JsonNode written;
    private final @Nullable Place document;
    private final @Nullable Place items;
    private final Place email;
    private final Map<String, Place> fields;
    private final @Nullable Place occurredAt;
    private final @Nullable Place deliveryId;
    private final List<Place.Test> only;
    private final List<Place.Test> unsubscribed;
    private final List<Place.Test> subscribed;

    private Mapping(JsonNode written, Reader reader, Place email) {
        this.written = written;
        this.email = email;
        this.document = reader.pointer("document");
        this.items = reader.place("items");
        this.fields = reader.fields();
        this.occurredAt = reader.place("occurredAt");
        this.deliveryId = reader.place("deliveryId");
        this.only = reader.tests("only");
        this.unsubscribed = reader.tests("unsubscribed");
        this.subscribed = reader.tests("subscribed");
    }

    /**
     * Reads one as it is written.
     *
     * @param pointer where it stands
     * @param wrong takes all that is wrong with it
     * @return null where something is
     */
    static @Nullable Mapping read(JsonNode written, String pointer, Mistakes wrong) {
        Reader reader = new Reader(written, pointer, new Mistakes());
        if (!written.isObject()) {
            wrong.note(pointer, "is an object");
            return null;
        }
        written.propertyNames().forEach(name -> {
            if (!MEMBERS.contains(name)) {
                reader.wrong.note(
                        pointer + "/" + Problem.At.escaped(name),
                        "is not known; there are "
                                + String.join(", ", MEMBERS.stream().sorted().toList()));
            }
        });
        Place email = reader.place("email");
        if (email == null && !written.has("email")) {
            reader.wrong.note(pointer + "/email", "says where the e-mail address stands, as /email");
        }
        Mapping mapping = new Mapping(written, reader, email == null ? Place.NOWHERE : email);
        wrong.addAll(reader.wrong.places());
        return reader.wrong.none() ? mapping : null;
    }

    static Mapping stored(String json) {
        Mistakes wrong = new Mistakes();
        Mapping mapping = read(JSON.readTree(json), "", wrong);
        if (mapping == null) {
            throw new IllegalStateException("a mapping that was saved is wrong: " + wrong.places());
        }
        return mapping;
    }

    String json() {
        return written.toString();
    }

    /** As it is written. */
    public JsonNode written() {
        return written;
    }

    private record Reader(JsonNode written, String pointer, Mistakes wrong) {

        @Nullable
        Place place(String name) {
            JsonNode said = written.get(name);
            return said == null || said.isNull() ? null : Place.read(said, pointer + "/" + name, wrong);
        }

        @Nullable
        Place pointer(String name) {
            JsonNode said = written.get(name);
            if (said == null || said.isNull()) {
                return null;
            }
            if (!said.isString()) {
                wrong.note(pointer + "/" + name, "is a JSON Pointer into the body, as /data");
                return null;
            }
            return Place.read(said, pointer + "/" + name, wrong);
        }

        List<Place.Test> tests(String name) {
            JsonNode said = written.get(name);
            return said == null || said.isNull() ? List.of() : Place.Test.read(said, pointer + "/" + name, wrong);
        }

        Map<String, Place> fields() {
            Map<String, Place> fields = new LinkedHashMap<>();
            JsonNode said = written.get("fields");
            if (said == null || said.isNull()) {
                return fields;
            }
            if (!said.isObject() || said.size() > MOST_FIELDS) {
                wrong.note(pointer + "/fields", "is an object of at most " + MOST_FIELDS + " fields and their places");
                return fields;
            }
            said.propertyNames().forEach(name -> {
                String at = pointer + "/fields/" + Problem.At.escaped(name);
                if (Fields.find(name).isEmpty()) {
                    List<String> near = Fields.nearest(name);
                    wrong.note(
                            at,
                            "is no field"
                                    + (near.isEmpty() ? "" : "; near it is " + String.join(", ", near))
                                    + ". One of your own is custom.<name>.");
                }
                Place place = Place.read(said.get(name), at, wrong);
                if (place != null) {
                    fields.put(name, place);
                }
            });
            return fields;
        }
    }

    /**
     * One of a delivery's people, as it is understood.
     *
     * @param ignored whether it is of a type that is not taken
     * @param email as it is written; empty for none
     * @param deliveryId by which the tool names the delivery; null where it does not
     * @param idInHeader whether a header says so
     * @param warnings what could not be read, and was left out; without values
     * @param payload as it came
     */
    public record Item(
            boolean ignored,
            String email,
            Values values,
            @Nullable Boolean subscribed,
            @Nullable Instant occurredAt,
            @Nullable String deliveryId,
            boolean idInHeader,
            List<String> warnings,
            JsonNode payload) {

        /** The address in its canonical form; empty for what is none. */
        public Optional<String> canonicalEmail() {
            return EMAIL.normalise(email).map(Object::toString);
        }

        /** Of what kind the address is; empty for what is none. */
        public Optional<String> emailType() {
            return canonicalEmail().map(Mailboxes::kind);
        }
    }

    /**
     * What a delivery says.
     *
     * @param now the database's time
     * @throws Problem {@code bad_document} where the document is not there, TOO_LARGE where there are too many items, or it
     *     comes to too much
     */
    List<Item> read(Payload payload, Delivery delivery, Instant now) {
        Place.Effort effort = new Place.Effort();
        JsonNode body = document == null ? payload.json() : document(payload, delivery, effort);
        List<JsonNode> all = new ArrayList<>();
        JsonNode found = items == null ? body : items.find(new Place.In(body, payload.json(), delivery, effort));
        if (found != null && found.isArray()) {
            found.forEach(all::add);
        } else if (found != null) {
            all.add(found);
        }
        if (all.size() > MOST_ITEMS) {
            throw new Problem(
                    Problem.Kind.TOO_LARGE,
                    "too_many_items",
                    "The delivery has " + all.size() + " items; at most " + MOST_ITEMS + " are taken at once.");
        }
        return all.stream()
                .map(item -> item(new Place.In(item, payload.json(), delivery, effort), now))
                .toList();
    }

    private JsonNode document(Payload payload, Delivery delivery, Place.Effort effort) {
        JsonNode text =
                document == null ? null : document.find(new Place.In(payload.json(), payload.json(), delivery, effort));
        return Payload.inner(text == null ? "" : text.asString(""))
                .orElseThrow(() -> Problem.invalid(
                        "bad_document",
                        "Where the mapping says that the document stands there is no text that is JSON."));
    }

    private Item item(Place.In in, Instant now) {
        List<String> warnings = new ArrayList<>();
        boolean ignored = !only.isEmpty() && only.stream().noneMatch(test -> test.holds(in));
        Map<String, Object> values = new LinkedHashMap<>();
        fields.forEach((name, place) -> {
            JsonNode found = place.find(in);
            if (found != null && !Place.takes(in, found, LONGEST_VALUE)) {
                warnings.add(name + " was left out: it is longer than " + LONGEST_VALUE + " characters.");
                return;
            }
            Object raw = found == null ? null : raw(found, name);
            if (raw == null || raw instanceof String text && text.isBlank()) {
                return;
            }
            Optional<Object> value = Fields.find(name).flatMap(field -> field.normalise(raw));
            if (value.isPresent()) {
                values.put(name, value.get());
            } else {
                warnings.add(name + " was left out: what stands there cannot be read as one.");
            }
        });
        JsonNode address = email.find(in);
        return new Item(
                ignored,
                address == null || !Place.takes(in, address, LONGEST_ADDRESS) ? "" : Place.whole(address.asString("")),
                new Values(values),
                subscribed(in),
                time(in, now, warnings),
                deliveryId == null ? null : text(in, deliveryId.find(in)),
                deliveryId != null && deliveryId.isInHeader(in),
                warnings,
                in.item());
    }

    private @Nullable Boolean subscribed(Place.In in) {
        if (unsubscribed.stream().anyMatch(test -> test.holds(in))) {
            return false;
        }
        return subscribed.stream().anyMatch(test -> test.holds(in)) ? true : null;
    }

    private @Nullable Instant time(Place.In in, Instant now, List<String> warnings) {
        JsonNode found = occurredAt == null ? null : occurredAt.find(in);
        String said = text(in, found);
        if (said == null) {
            return null;
        }
        Optional<Instant> time = time(said);
        if (time.isEmpty()) {
            warnings.add("occurredAt was left out: what stands there is no time.");
        } else if (time.get().isAfter(now.plusSeconds(AHEAD_SECONDS))) {
            warnings.add("occurredAt was left out: it is still to come.");
            return null;
        }
        return time.orElse(null);
    }

    /** Times as tools write them; without a zone they are taken for UTC. */
    static Optional<Instant> time(String said) {
        try {
            Instant time;
            if (NUMBER.matcher(said).matches()) {
                long number = Long.parseLong(said);
                time = number > 99_999_999_999L ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
            } else if (said.length() == "2026-01-01".length()) {
                time = LocalDate.parse(said).atStartOfDay(ZoneOffset.UTC).toInstant();
            } else {
                String iso = SPACED.matcher(said).matches() ? said.replaceFirst(" ", "T") : said;
                time = iso.endsWith("Z") || iso.lastIndexOf('+') > 0 || iso.lastIndexOf('-') > "2026-01-".length()
                        ? OffsetDateTime.parse(
                                        OFFSET.matcher(iso.replace(" ", "")).replaceFirst("$1:$2"))
                                .toInstant()
                        : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
            }
            return time.isBefore(Instant.EPOCH) || time.isAfter(Instant.parse("2200-01-01T00:00:00Z"))
                    ? Optional.empty()
                    : Optional.of(time.truncatedTo(ChronoUnit.MILLIS));
        } catch (DateTimeException | NumberFormatException none) {
            return Optional.empty();
        }
    }

    private static @Nullable String text(Place.In in, @Nullable JsonNode node) {
        if (node == null || !node.isValueNode() || !Place.takes(in, node, LONGEST_ADDRESS)) {
            return null;
        }
        String text = Place.whole(node.asString("")).strip();
        return text.isEmpty() ? null : text;
    }

    /** The value as a field reads it; null for none. */
    private static @Nullable Object raw(JsonNode node, String field) {
        Object raw = Place.value(node);
        boolean isText = Fields.isCustom(field);
        return switch (raw) {
            case Boolean truth when isText -> truth.toString();
            case List<?> list
            when isText -> String.join(", ", list.stream().map(String::valueOf).toList());
            case Map<?, ?> _ when isText -> null;
            case null -> null;
            default -> raw;
        };
    }
}
