package dev.weir.acceptance.judges;

import dev.weir.acceptance.Served;
import dev.weir.acceptance.Showing;
import dev.weir.acceptance.Waiting;
import dev.weir.acceptance.judges.Verifier.Heard;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Events of jobs, delivered to somebody who verifies them by himself, refuses some, and is given another secret. */
final class DeliveriesRun {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> TYPES = List.of("job.started", "job.completed");
    private static final int REFUSED = 401;
    private static final int HEARD = 204;
    private static final int MOST_NAMED = 10;

    private DeliveriesRun() {}

    static void play(Judged judged, int jobs) throws IOException, InterruptedException {
        Showing showing = judged.showing();
        showing.say("  installing standardwebhooks");
        Path folder = judged.folder();
        Python python = Python.in(folder.resolve("python"));
        try (Verifier verifier = Verifier.start(python, folder)) {
            Set<Long> made = new HashSet<>();
            AtomicReference<String> forged = new AtomicReference<>("");
            judged.with("WEIR_WEBHOOK_ADDRESSES", verifier.address()).serving((server, _) -> {
                String address = "http://" + verifier.address() + "/hook";
                var hook = server.post(
                                "/webhooks",
                                "{\"callbackUrl\": \"" + address
                                        + "\", \"eventTypes\": [\"job.started\", \"job.completed\"]}")
                        .path("data");
                verifier.put(hook.path("secret").asString());
                made.addAll(jobs(server, jobs / 2));
                await(verifier, made);
                String rotated = server.post(
                                "/webhooks/" + hook.at("/webhook/id").asLong() + "/rotate", "")
                        .at("/data/secret")
                        .asString();
                showing.say("  the secret was changed; the receiver still verifies by the one before");
                made.addAll(jobs(server, jobs / 4));
                await(verifier, made);
                verifier.put(rotated);
                showing.say("  the receiver verifies by the new one");
                made.addAll(jobs(server, jobs - made.size()));
                await(verifier, made);
                forged.set(forge(server, URI.create(address)));
            });
            List<String> wrong = wrong(verifier.heard(), made, forged.get());
            table(verifier.heard()).forEach(showing::say);
            wrong.stream().limit(MOST_NAMED).forEach(showing::wrong);
            showing.mustHold(wrong.size() <= MOST_NAMED, "no more than that; it is " + wrong.size() + " in all");
        }
    }

    private static List<Long> jobs(Served server, int count) throws IOException, InterruptedException {
        List<Long> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String body =
                    "{\"records\": [{\"company.domain\": \"c" + i + ".example\"}], \"fields\": [\"company.industry\"]}";
            made.add(server.post("/enrichment-jobs", body).at("/data/id").asLong());
        }
        return made;
    }

    private static void await(Verifier verifier, Set<Long> jobs) throws IOException, InterruptedException {
        Waiting.until(
                "the receiver has heard of the beginning and the end of " + jobs.size() + " jobs",
                PATIENCE,
                () -> verifier.heard().stream()
                                .filter(one -> one.status() == HEARD && jobs.contains(one.job()))
                                .map(one -> one.job() + one.type())
                                .distinct()
                                .count()
                        >= (long) TYPES.size() * jobs.size());
    }

    /** A delivery that nobody signed: a verifier that takes it would show nothing. @return its id */
    private static String forge(Served server, URI address) throws IOException, InterruptedException {
        String id = "evt_forged";
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("webhook-id", id)
                .header("webhook-timestamp", String.valueOf(System.currentTimeMillis() / 1000))
                .header("webhook-signature", "v1,aGVsbG8gd29ybGQsIHRoaXMgaXMgbm8gc2lnbmF0dXJl")
                .POST(BodyPublishers.ofString("{\"type\": \"job.completed\", \"jobId\": 1}"))
                .build();
        server.send(request, BodyHandlers.discarding());
        return id;
    }

    private static Map<String, List<Heard>> byEvent(List<Heard> all) {
        Map<String, List<Heard>> events = new LinkedHashMap<>();
        all.forEach(
                one -> events.computeIfAbsent(one.id(), _ -> new ArrayList<>()).add(one));
        return events;
    }

    static List<String> table(List<Heard> all) {
        Map<String, List<Heard>> events = byEvent(all);
        return List.of(String.format(
                Locale.ROOT,
                "  %,d deliveries of %,d events: %,d verified, %,d events came again, %,d with two signatures",
                all.size(),
                events.size(),
                all.stream().filter(Heard::verified).count(),
                events.values().stream().filter(tries -> tries.size() > 1).count(),
                all.stream().filter(one -> one.signatures() == 2).count()));
    }

    /** What does not fit. @param forged the id of what nobody signed */
    static List<String> wrong(List<Heard> all, Set<Long> jobs, String forged) {
        List<String> wrong = new ArrayList<>();
        Map<String, List<Heard>> events = byEvent(all);
        List<Heard> forgeries = events.getOrDefault(forged, List.of());
        if (forgeries.size() != 1 || forgeries.getFirst().status() != REFUSED) {
            wrong.add("the verifier did not refuse what nobody signed");
        }
        events.remove(forged);
        Set<String> told = new HashSet<>();
        events.forEach((id, tries) -> {
            Heard first = tries.getFirst();
            if (!told.add(first.job() + " " + first.type())) {
                wrong.add(first.type() + " of job " + first.job() + " is told of by two events");
            }
            for (Heard one : tries) {
                if (!one.verified()) {
                    wrong.add(id + " came with a signature that the library does not verify");
                }
                if (!one.body().equals(first.body())) {
                    wrong.add(id + " came again with another body");
                }
            }
            for (int i = 1; i < tries.size(); i++) {
                if (tries.get(i - 1).status() == HEARD) {
                    wrong.add(id + " came again though it had been heard");
                } else if (tries.get(i).time() <= tries.get(i - 1).time()) {
                    wrong.add(id + " came again without a new time");
                }
            }
            if (tries.getLast().status() != HEARD) {
                wrong.add(id + " was refused and never came again");
            }
        });
        for (long job : jobs) {
            TYPES.stream()
                    .filter(type -> !told.contains(job + " " + type))
                    .forEach(type -> wrong.add(type + " of job " + job + " was not told of"));
        }
        if (events.values().stream().noneMatch(tries -> tries.size() > 1)) {
            wrong.add("nothing came again, which shows nothing of retries");
        }
        if (all.stream().filter(Heard::verified).map(Heard::secret).distinct().count() != 2
                || all.stream().noneMatch(one -> one.signatures() == 2)) {
            wrong.add("the two secrets did not each verify something, the old one not beside the new");
        }
        return wrong;
    }
}
