package dev.weir.acceptance.audience;

import dev.weir.acceptance.Narration;
import dev.weir.acceptance.Waiting;
import dev.weir.acceptance.audience.AudienceTables.Look;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A burst of deliveries and a list behind it, through to scores, while the server is killed.
 *
 * @param facts what was found in the end
 * @param capped subscribers submitted when only the trigger's cap was left
 * @param uploads how often the list was sent before it was taken
 * @param unanswered deliveries that had to be sent again, since nobody answered
 * @param died how often the server was killed
 * @param forwards how often the clock was put forward, since submissions that were lost are handed over again after ten
 *     minutes
 * @param delivering how long the burst took, {@code uploading} the upload and {@code took} all
 */
record BurstRun(
        Facts facts,
        long capped,
        String runPending,
        int uploads,
        int unanswered,
        int died,
        int forwards,
        Duration delivering,
        Duration uploading,
        Duration took) {

    static final int CONNECTIONS = 32;

    private static final Duration PATIENCE = Duration.ofMinutes(40);
    private static final Duration STANDS = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration SETTLED = Duration.ofSeconds(2);
    private static final int MOST_FORWARDS = 24;
    private static final int GATHER_SECONDS = 1;
    private static final Worth WORTH = new Worth(10);

    /** What is said in a run of that plan today. */
    static Script script(BurstPlan plan) {
        return Script.of(plan, Instant.now().truncatedTo(ChronoUnit.DAYS).minus(30, ChronoUnit.DAYS));
    }

    static Worth worth() {
        return WORTH;
    }

    /**
     * @param weir the program's command
     * @param folder empty; homes and logs stay there
     */
    static BurstRun of(List<String> weir, Path folder, BurstPlan plan, Script script, Consumer<String> say)
            throws IOException, InterruptedException {
        try (Site site = Site.open(weir, folder, plan.workspaceCap() * 10L)) {
            return new Stage(site, plan, script, say).play();
        }
    }

    private static final class Stage {
        private final Site site;
        private final BurstPlan plan;
        private final Script script;
        private final Narration narration;
        private final List<Moment> moments;
        private int forwards;
        private Optional<Look> last = Optional.empty();
        private long lastChange = System.nanoTime();
        private final Sender sender;

        Stage(Site site, BurstPlan plan, Script script, Consumer<String> say) throws IOException, InterruptedException {
            this.site = site;
            this.plan = plan;
            this.script = script;
            this.narration = Narration.to(say);
            this.moments = new ArrayList<>(
                    Moment.of(plan, script.burst().size(), script.all().size()));
            site.model(WORTH);
            site.enable();
            site.trigger("run", null, plan.triggerCap());
            site.settings(plan.workspaceCap(), GATHER_SECONDS);
            Source source = site.source();
            this.sender = new Sender(source.address(), source.signer(), script.messages());
        }

        BurstRun play() throws IOException, InterruptedException {
            long began = System.nanoTime();
            List<Thread> senders = sender.start(CONNECTIONS);
            await("the burst is answered", look -> sender.answered() == plan.events() || allEnded(senders));
            for (Thread one : senders) {
                one.join();
            }
            Duration delivering = since(began);
            await(
                    "whoever was delivered is known",
                    look -> look.subscribers() == script.burst().size());

            long uploadBegan = System.nanoTime();
            AtomicReference<String> broken = new AtomicReference<>("");
            AtomicReference<Integer> uploads = new AtomicReference<>(0);
            Thread upload = Thread.ofVirtual().start(() -> upload(uploads, broken));
            await("the list is taken", _ -> !upload.isAlive());
            if (!broken.get().isEmpty()) {
                throw new IOException(broken.get());
            }
            Duration uploading = since(uploadBegan);

            int first = Math.min(plan.triggerCap(), wanted());
            await("the trigger's cap is reached", look -> look.unconsidered() == 0 && look.ended() >= first);
            // Longer than requests are gathered for: whoever goes beyond a cap has had time to.
            Waiting.pause(SETTLED);
            long capped = look().through();
            narration.tell("as many were submitted: " + capped);
            site.trigger("run", null, null);
            int most = Math.min(plan.workspaceCap(), wanted());
            await("the workspace's cap is reached", look -> look.ended() >= most);
            await("all are scored", look -> look.unscored() == 0 && look.submitted() == 0);
            Waiting.pause(SETTLED);
            String runPending = runPending();
            Duration took = since(began);
            return new BurstRun(
                    site.facts(sender),
                    capped,
                    runPending,
                    uploads.get(),
                    sender.unanswered(),
                    site.died(),
                    forwards,
                    delivering,
                    uploading,
                    took);
        }

        private int wanted() {
            return Script.wanted(script.all()).size();
        }

        /** What is answered to who wants more than the caps allow. */
        private String runPending() throws IOException, InterruptedException {
            HttpResponse<String> got = site.post("/run-pending", "{}");
            JsonNode job = JsonMapper.shared().readTree(got.body()).at("/data/job");
            return got.statusCode() + (job.isMissingNode() || job.isNull() ? "" : " " + job);
        }

        /** Sends the list until it is taken as a whole: what was kept of it before is as it is said once more. */
        private void upload(AtomicReference<Integer> uploads, AtomicReference<String> broken) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() - end < 0) {
                uploads.set(uploads.get() + 1);
                try {
                    String path = site.upload(script.csv());
                    if (taken(path)) {
                        return;
                    }
                } catch (IOException killed) {
                    Waiting.pause(Duration.ofMillis(200));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
            broken.set("the list is not taken in time");
        }

        private boolean taken(String path) throws IOException, InterruptedException {
            while (true) {
                JsonNode upload = site.server().get(path).path("data");
                switch (upload.path("state").asString()) {
                    case "done" -> {
                        return true;
                    }
                    case "failed" -> {
                        return false;
                    }
                    default -> Waiting.pause(Duration.ofMillis(100));
                }
            }
        }

        private static boolean allEnded(List<Thread> threads) {
            return threads.stream().noneMatch(Thread::isAlive);
        }

        /** Whether what is waited for has come about. */
        private interface So {
            boolean is(Look look);
        }

        private void await(String what, So so) throws IOException, InterruptedException {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                Optional<Look> look = site.tables().look();
                if (look.isPresent()) {
                    if (killed(look.get())) {
                        continue;
                    }
                    if (so.is(look.get())) {
                        narration.tell(what);
                        return;
                    }
                    forwardWhereItStands(look.get());
                }
                if (System.nanoTime() - end > 0) {
                    throw new IOException(
                            "it is not so after " + PATIENCE.toMinutes() + " minutes: " + what + "; " + look);
                }
                Waiting.pause(LOOK);
            }
        }

        private Look look() throws IOException {
            return site.tables().look().orElseThrow(() -> new IOException("the database does not answer"));
        }

        private boolean killed(Look look) throws IOException, InterruptedException {
            for (Moment moment : moments) {
                long now = switch (moment.measure()) {
                    case ANSWERED -> sender.answered();
                    case KNOWN -> look.subscribers();
                    case SUBMITTED -> look.through();
                    case ENDED -> look.ended();
                };
                if (now >= moment.at()) {
                    moments.remove(moment);
                    site.kill();
                    narration.tell("death " + site.died() + ", with " + now + " " + moment.measure());
                    return true;
                }
            }
            return false;
        }

        /** Lost submissions are handed over again when an answer would usually have come. */
        private void forwardWhereItStands(Look look) {
            if (!Optional.of(look).equals(last)) {
                last = Optional.of(look);
                lastChange = System.nanoTime();
            } else if (look.submitted() > 0 && since(lastChange).compareTo(STANDS) > 0 && forwards < MOST_FORWARDS) {
                site.tables().putClockForward();
                forwards++;
                lastChange = System.nanoTime();
                narration.tell("nothing new for " + STANDS.toSeconds() + " s: the clock is put forward by 11 minutes");
            }
        }

        private static Duration since(long nanos) {
            return Duration.ofNanos(System.nanoTime() - nanos);
        }
    }
}
