package dev.weir.server.rest;

import dev.weir.lists.reading.ReadRow;
import dev.weir.lists.reading.RecordReader;
import dev.weir.provider.Fields;
import dev.weir.provider.Nearest;
import dev.weir.server.audience.Arrival;
import dev.weir.server.problem.Mistakes;
import dev.weir.server.problem.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The subscribers of a body, read.
 *
 * @param arrivals one for each, in order
 * @param warnings the first places whose value counts as unknown
 */
record SentSubscribers(List<Arrival> arrivals, List<Problem.At> warnings) {

    /** The most of one body; more come as an upload. */
    static final int MOST = 10_000;

    /** So many places are named. */
    private static final int NAMED = 100;

    private static final String POINTER = "/subscribers";
    private static final String EMAIL = "email";
    private static final String SUBSCRIBED = "subscribed";
    private static final String OCCURRED_AT = "occurredAt";
    private static final List<String> OWN = List.of(EMAIL, SUBSCRIBED, OCCURRED_AT);

    /** By it the reading of a record knows the address, too, and takes no domain of a mailbox for a company's. */
    private static final String AS_FIELD = "person.work_email";

    /** @throws Problem for none, too many, and what is no subscriber: with the places, of all that are wrong so */
    static SentSubscribers read(@Nullable List<Map<String, Object>> sent, JsonMapper json) {
        List<Map<String, Object>> all = Given.required("subscribers", sent);
        if (all.isEmpty()) {
            throw Problem.invalid("no_subscribers", "There are no subscribers in the body; give at least one.")
                    .at(POINTER, "must hold at least one subscriber");
        }
        if (all.size() > MOST) {
            throw new Problem(
                    Problem.Kind.TOO_LARGE,
                    "too_many_subscribers",
                    "A body holds at most " + MOST + " subscribers, and this one has " + all.size()
                            + ". Send them in several, or upload a list to …/audience/uploads.");
        }
        Mistakes wrong = new Mistakes(NAMED);
        List<Problem.At> warnings = new ArrayList<>();
        List<Arrival> arrivals = new ArrayList<>(all.size());
        RecordReader reader = new RecordReader(List.of());
        for (int i = 0; i < all.size() && !wrong.full(); i++) {
            Map<String, ?> one = all.get(i);
            String pointer = POINTER + "/" + i;
            if (one == null) {
                wrong.note(pointer, "A subscriber is an object with email and what else is known.");
                continue;
            }
            arrivals.add(arrival(one, pointer, reader, json, wrong, warnings));
        }
        wrong.orThrow("bad_subscriber", "Some subscribers cannot be read, and none was taken in. The first");
        return new SentSubscribers(arrivals, warnings);
    }

    private static Arrival arrival(
            Map<String, ?> one,
            String pointer,
            RecordReader reader,
            JsonMapper json,
            Mistakes wrong,
            List<Problem.At> warnings) {
        Map<String, @Nullable Object> record = new LinkedHashMap<>(one);
        String email = text(record.remove(EMAIL), pointer + "/" + EMAIL, wrong);
        Boolean subscribed = truth(record.remove(SUBSCRIBED), pointer + "/" + SUBSCRIBED, wrong);
        Instant occurredAt = time(record.remove(OCCURRED_AT), pointer + "/" + OCCURRED_AT, wrong);
        for (String field : List.copyOf(record.keySet())) {
            if (Fields.find(field).isEmpty()) {
                record.remove(field);
                List<String> names = new ArrayList<>(OWN);
                Fields.all().forEach(known -> names.add(known.name()));
                wrong.note(
                        pointer + "/" + Problem.At.escaped(field),
                        "There is no field '" + field + "'." + Nearest.question(names, field));
            }
        }
        boolean added = !email.isBlank() && record.putIfAbsent(AS_FIELD, email) == null;
        ReadRow read = reader.read(record);
        new TreeMap<>(read.aside()).forEach((field, why) -> {
            if (warnings.size() < NAMED && !(added && field.equals(AS_FIELD))) {
                warnings.add(new Problem.At(pointer + "/" + Problem.At.escaped(field), SentRecords.why(why, field)));
            }
        });
        return new Arrival(email, read.known(), subscribed, occurredAt, null, json.writeValueAsString(one));
    }

    private static String text(@Nullable Object said, String pointer, Mistakes wrong) {
        if (said == null || said instanceof String) {
            return said == null ? "" : (String) said;
        }
        wrong.note(pointer, "must be a text");
        return "";
    }

    private static @Nullable Boolean truth(@Nullable Object said, String pointer, Mistakes wrong) {
        if (said == null || said instanceof Boolean) {
            return (Boolean) said;
        }
        wrong.note(pointer, "must be true or false");
        return null;
    }

    private static @Nullable Instant time(@Nullable Object said, String pointer, Mistakes wrong) {
        if (said == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(String.valueOf(said)).toInstant();
        } catch (DateTimeException none) {
            wrong.note(pointer, "must be a time with its zone, such as 2026-11-30T12:00:00Z");
            return null;
        }
    }
}
