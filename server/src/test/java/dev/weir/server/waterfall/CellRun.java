package dev.weir.server.waterfall;

import static dev.weir.server.waterfall.SampleOperation.gives;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One cell with a random step and random replies, carried to its end and written down.
 *
 * @param script what each place would reply; null where the executor would not ask
 * @param askings in the order they were made
 */
record CellRun(
        Step step, OnDoubt onDoubt, Values known, List<Optional<Reply>> script, List<Asking> askings, CellEnd end) {

    /** One asking and what came of it. */
    record Asking(int place, List<String> wanted, Verdict verdict) {
        Outcome outcome() {
            return new Outcome(place, verdict);
        }
    }

    private static final List<String> FIELDS = List.of("mail", "title", "phone", "city");
    private static final Receipt RECEIPT = Receipt.free(new byte[0]);

    static CellRun of(long seed) {
        Random random = new Random(seed);
        Step step = randomStep(random);
        OnDoubt onDoubt = OnDoubt.values()[random.nextInt(OnDoubt.values().length)];
        Values known = random.nextInt(4) == 0 ? randomValues(random, step.fields(), "known") : Values.none();
        List<Optional<Reply>> script = new ArrayList<>();
        for (int place = 0; place < step.places().size(); place++) {
            script.add(Optional.ofNullable(randomReply(random, step.place(place), place)));
        }
        List<Asking> askings = new ArrayList<>();
        CellEnd end = carryOut(step, onDoubt, known, script, askings, random);
        return new CellRun(step, onDoubt, known, script, askings, end);
    }

    private static CellEnd carryOut(
            Step step,
            OnDoubt onDoubt,
            Values known,
            List<Optional<Reply>> script,
            List<Asking> askings,
            Random random) {
        boolean allOfOneReason = random.nextInt(3) == 0;
        NotAskedReason reason = randomReason(random);
        for (int decisions = 0; decisions <= step.places().size(); decisions++) {
            List<Outcome> soFar = askings.stream().map(Asking::outcome).toList();
            switch (Waterfall.next(step, onDoubt, known, soFar)) {
                case Decision.Stop(CellEnd end) -> {
                    return end;
                }
                case Decision.Ask(int place, List<String> wanted) -> {
                    NotAskedReason why = allOfOneReason ? reason : randomReason(random);
                    Verdict verdict = script.get(place)
                            .map(reply -> Waterfall.judge(
                                    step, wanted, step.place(place).spec(), known, reply))
                            .orElseGet(() -> new Verdict.NotAsked(why));
                    askings.add(new Asking(place, wanted, verdict));
                }
            }
        }
        throw new AssertionError("no end after " + step.places().size() + " askings: " + askings);
    }

    private static Step randomStep(Random random) {
        List<String> fields = FIELDS.subList(0, 1 + random.nextInt(FIELDS.size()));
        Completeness completeness = random.nextInt(3) == 0 ? Completeness.COMPLETE : Completeness.MERGE;
        int all = random.nextInt(4);
        List<Place> places = new ArrayList<>();
        for (int place = 0; place < Math.max(all + 1, random.nextInt(6)); place++) {
            List<String> outputs = new ArrayList<>(place == all ? FIELDS : someOf(random, FIELDS));
            if (outputs.stream().noneMatch(fields::contains)) {
                outputs.add(fields.get(random.nextInt(fields.size())));
            }
            outputs.add("mail_status");
            Charge charge = Charge.values()[random.nextInt(3)];
            places.add(gives("p" + place + ".a", outputs.toArray(String[]::new))
                    .costing(random.nextInt(3000), charge)
                    .place());
        }
        return new Step("step-" + random.nextInt(3), fields, places, completeness, Acceptance.STANDARD);
    }

    private static @Nullable Reply randomReply(Random random, Place place, int index) {
        return switch (random.nextInt(14)) {
            case 0, 1, 2, 3, 4 -> {
                Values values = randomValues(random, place.spec().outputs(), "from " + index);
                yield values.isEmpty() ? new Reply.NotFound(RECEIPT) : new Reply.Found(values, RECEIPT);
            }
            case 5 -> new Reply.NotFound(RECEIPT);
            case 6 -> new Reply.Lost("reset");
            case 7 -> new Reply.Trouble(503, "busy");
            case 8 -> new Reply.Found(Values.of("undeclared", "x"), RECEIPT);
            case 9 -> new Reply.Blocked(RECEIPT);
            case 10 -> new Reply.Again(Duration.ofSeconds(5));
            default -> null;
        };
    }

    private static Values randomValues(Random random, List<String> fields, String from) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (String field : fields) {
            if (random.nextInt(3) > 0) {
                values.put(
                        field,
                        field.equals("mail_status")
                                ? (random.nextBoolean() ? "valid" : "invalid")
                                : field + " " + from);
            }
        }
        return new Values(values);
    }

    private static List<String> someOf(Random random, List<String> fields) {
        return fields.stream().filter(_ -> random.nextBoolean()).toList();
    }

    private static NotAskedReason randomReason(Random random) {
        return NotAskedReason.values()[random.nextInt(NotAskedReason.values().length)];
    }

    List<Outcome> outcomes() {
        return askings.stream().map(Asking::outcome).toList();
    }

    /** The fields the cell had to find. */
    List<String> open() {
        return step.fields().stream().filter(field -> !known.has(field)).toList();
    }

    /** The values of a place's reply that a cell could take, worked out without the judge. */
    Values acceptable(int place) {
        if (!(script.get(place).orElse(null) instanceof Reply.Found found)
                || found.values().has("undeclared")) {
            return Values.none();
        }
        List<String> fields = new ArrayList<>(open());
        if (found.values().get("mail_status").filter("invalid"::equals).isPresent()) {
            fields.remove("mail");
        }
        return found.values().only(fields);
    }

    /** The end's values and where they came from, checked to fit each other. */
    Map<String, Integer> sources() {
        Map<String, Integer> sources = switch (end) {
            case CellEnd.Completed completed -> completed.sources();
            case CellEnd.Failed failed -> failed.sources();
            case CellEnd.InDoubt doubt -> doubt.sources();
            case CellEnd.Skipped _ -> Map.of();
        };
        assertThat(values().fields()).isEqualTo(sources.keySet());
        return sources;
    }

    Values values() {
        return switch (end) {
            case CellEnd.Completed completed -> completed.values();
            case CellEnd.Failed failed -> failed.kept();
            case CellEnd.InDoubt doubt -> doubt.kept();
            case CellEnd.Skipped _ -> Values.none();
        };
    }
}
