package dev.weir.acceptance.audience;

import dev.weir.acceptance.Narration;
import dev.weir.acceptance.Waiting;
import dev.weir.acceptance.audience.Facts.Request;
import dev.weir.acceptance.audience.Facts.Subscriber;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a running server does with the next event when a trigger, its condition or the model is another.
 *
 * @param seen in order
 * @param spent calls of the vendor that rescoring caused
 * @param verified what {@code weir verify} said; empty when it found nothing wrong
 */
record SwitchingRun(List<Seen> seen, long spent, String verified) {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Worth BEFORE = new Worth(10);
    private static final Worth AFTER = new Worth(40);

    /** What becomes of somebody's request. */
    enum End {
        /** There is none. */
        NONE,
        /** It waits for somebody to run it. */
        PENDING,
        /** It was submitted, and has not come to an end. */
        UNDER_WAY,
        /** It was submitted by itself, and has come to an end. */
        ENDED
    }

    /** What was changed, and what became of the next event. */
    record Seen(String what, String expected, String found) {}

    SwitchingRun {
        seen = List.copyOf(seen);
    }

    /**
     * @param weir the program's command
     * @param folder empty; homes and logs stay there
     */
    static SwitchingRun of(List<String> weir, Path folder, Consumer<String> say)
            throws IOException, InterruptedException {
        try (Site site = Site.open(weir, folder, 1_000)) {
            return new Stage(site, say).play();
        }
    }

    private static final class Stage {
        private final Site site;
        private final Source source;
        private final Narration narration;
        private final List<Seen> seen = new ArrayList<>();
        private final List<Word> words = new ArrayList<>();
        private final Map<String, End> ends = new TreeMap<>();
        private int number;

        Stage(Site site, Consumer<String> say) throws IOException, InterruptedException {
            this.site = site;
            this.narration = Narration.to(say);
            site.model(BEFORE);
            site.settings(null, 1);
            this.source = site.source();
        }

        SwitchingRun play() throws IOException, InterruptedException {
            next("as it comes along, the trigger notes", Person.PERSONAL, End.PENDING);
            runPending();
            site.enable();
            next("enabled, it runs", Person.PERSONAL, End.ENDED);
            site.trigger("off", null, null);
            next("set off, it does nothing", Person.PERSONAL, End.NONE);
            String before = site.condition();
            site.trigger("run", "subscriber.created && subscriber.type == 'corporate'", null);
            next("another condition, of whom it holds", "corporate", End.ENDED);
            next("another condition, of whom it does not", Person.PERSONAL, End.NONE);
            site.trigger("run", before, null);
            next("the condition of before", Person.PERSONAL, End.ENDED);
            paused();
            site.disable();
            next("disabled, it notes", Person.PERSONAL, End.PENDING);
            long calls = site.vendor().asked().size();
            model("the first model", BEFORE);
            site.model(AFTER);
            model("another model, of all who are there", AFTER);
            next("another model, of who comes next", "corporate", End.NONE);
            model("another model, of who has come", AFTER);
            long end = System.nanoTime();
            Map<String, End> found = new TreeMap<>();
            ends.keySet().forEach(email -> found.put(email, now(email)));
            tell("at the end, everybody's request", ends, found, end);
            long spent = site.vendor().asked().size() - calls;
            return new SwitchingRun(seen, spent, site.verified());
        }

        private void tell(String what, Object expected, Object found, long since) {
            Duration took = Duration.ofNanos(System.nanoTime() - since);
            seen.add(new Seen(what, String.valueOf(expected), String.valueOf(found)));
            narration.tell(what + ": " + found + ", after " + took.toMillis() + " ms");
        }

        /** Somebody of a type comes, and something becomes of it. */
        private void next(String what, String type, End expected) throws IOException, InterruptedException {
            Word word = somebody(type);
            deliver(word);
            long began = System.nanoTime();
            tell(what, expected, end(word, expected), began);
        }

        private Word somebody(String type) {
            Person person = Person.of(1, number++);
            while (!person.type().equals(type)) {
                person = Person.of(1, number++);
            }
            return new Word(person, Instant.now().minusSeconds(60), Map.of(Word.COUNTRY, "Germany"), true);
        }

        private void deliver(Word word) throws IOException, InterruptedException {
            Message message = Message.of(How.GENUINE, "switching-" + words.size(), word, 2);
            words.add(word);
            Sender sender = new Sender(source.address(), source.signer(), List.of(message));
            for (Thread one : sender.start(1)) {
                one.join();
            }
            if (!sender.statuses().equals(Map.of(How.GENUINE, Map.of(200, 1)))) {
                throw new IOException("a delivery was answered with " + sender.statuses());
            }
        }

        /** What is so when it is as expected, or when triggers have looked; the end of the run looks once more. */
        private End end(Word word, End expected) throws IOException, InterruptedException {
            ends.put(word.person().email(), expected);
            if (expected == End.ENDED) {
                Waiting.until("somebody is enriched", PATIENCE, () -> now(word) == End.ENDED);
                return End.ENDED;
            }
            Waiting.until(
                    "triggers have looked",
                    PATIENCE,
                    () -> site.tables()
                            .look()
                            .filter(look -> look.unconsidered() == 0)
                            .isPresent());
            return now(word);
        }

        private End now(Word word) {
            return now(word.person().email());
        }

        private End now(String email) {
            Optional<Request> request = site.tables().requests().stream()
                    .filter(one -> one.email().equals(email))
                    .findFirst();
            return request.isEmpty()
                    ? End.NONE
                    : switch (request.get().state()) {
                        case Request.PENDING -> End.PENDING;
                        case Request.SUBMITTED -> End.UNDER_WAY;
                        default -> End.ENDED;
                    };
        }

        private void runPending() throws IOException, InterruptedException {
            long began = System.nanoTime();
            HttpResponse<String> got = site.post("/run-pending", "{}");
            tell("what was noted is run by hand", 201, got.statusCode(), began);
            tell("what was run by hand is enriched", End.ENDED, end(words.getFirst(), End.ENDED), began);
        }

        private void paused() throws IOException, InterruptedException {
            site.post("/pause", "");
            Word word = somebody(Person.PERSONAL);
            deliver(word);
            long began = System.nanoTime();
            Waiting.pause(Duration.ofSeconds(1));
            tell("paused, nothing looks at who comes", End.NONE, now(word), began);
            tell(
                    "paused, nothing is run by hand",
                    409,
                    site.post("/run-pending", "{}").statusCode(),
                    began);
            began = System.nanoTime();
            site.post("/resume", "");
            tell("resumed, who came is enriched", End.ENDED, end(word, End.ENDED), began);
        }

        /** Whether everybody is worth what the harness says, as soon as nobody is to be scored any more. */
        private void model(String what, Worth worth) throws IOException, InterruptedException {
            long began = System.nanoTime();
            Map<String, Integer> expected = new HashMap<>();
            Map<String, Request> requests = new HashMap<>();
            site.tables().requests().forEach(request -> requests.put(request.email(), request));
            for (Word word : words) {
                String email = word.person().email();
                Request request = requests.get(email);
                Map<String, String> known = new HashMap<>();
                if (request != null && request.state() == Request.COMPLETED) {
                    known.putAll(Profile.of(Site.truth(), email).values());
                }
                known.putAll(word.given());
                expected.put(email, worth.points(word.person().type(), known));
            }
            Map<String, Integer> found = new HashMap<>();
            long end = began + PATIENCE.toNanos();
            do {
                found.clear();
                site.tables().subscribers().forEach(one -> found.put(one.email(), points(one)));
                Waiting.pause(Duration.ofMillis(20));
            } while (!found.equals(expected) && System.nanoTime() < end);
            tell(what, expected, found, began);
        }

        private static int points(Subscriber subscriber) {
            BigDecimal score = subscriber.score();
            return score == null ? -1 : score.intValue();
        }
    }
}
