package dev.weir.acceptance.audience;

import dev.weir.acceptance.Narration;
import dev.weir.acceptance.Waiting;
import dev.weir.acceptance.audience.AudienceTables.Look;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * FullEnrich answers nothing but 5xx for more than an hour of Weir's clock, while subscribers come.
 *
 * @param waited requests that were submitted and had not come to an end when it came back
 * @param endedMeanwhile requests that had
 * @param refused calls that the vendor answered with 5xx
 */
record OutageRun(Facts facts, long waited, long endedMeanwhile, long refused) {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration STEP = Duration.ofMillis(700);
    private static final Duration STANDS = Duration.ofSeconds(2);

    /** Of eleven minutes each: more than an hour. */
    private static final int STEPS = 6;

    private static final int MOST_FORWARDS = 30;
    private static final Worth WORTH = new Worth(10);

    static Worth worth() {
        return WORTH;
    }

    /**
     * @param weir the program's command
     * @param folder empty; homes and logs stay there
     * @param script whose burst is delivered; nothing is uploaded
     */
    static OutageRun of(List<String> weir, Path folder, Script script, Consumer<String> say)
            throws IOException, InterruptedException {
        try (Site site = Site.open(weir, folder, script.burst().size() * 10L)) {
            return play(site, script, Narration.to(say));
        }
    }

    private static OutageRun play(Site site, Script script, Narration narration)
            throws IOException, InterruptedException {
        site.model(WORTH);
        site.settings(null, 1);
        site.enable();
        site.outage(true);
        Source source = site.source();
        Sender sender = new Sender(source.address(), source.signer(), script.messages());
        for (Thread one : sender.start(BurstRun.CONNECTIONS)) {
            one.join();
        }
        int wanted = Script.wanted(script.burst()).size();
        Waiting.until("all are submitted", PATIENCE, () -> look(site).through() == wanted);
        narration.tell(wanted + " are submitted, and the vendor is down");
        for (int i = 0; i < STEPS; i++) {
            Waiting.pause(STEP);
            site.tables().putClockForward();
        }
        Waiting.pause(STEP);
        Look before = look(site);
        long refused = site.vendor().down();
        narration.tell("more than an hour later " + before.submitted() + " wait, and the vendor has refused " + refused
                + " calls");
        site.outage(false);
        long back = System.nanoTime();
        long lastChange = back;
        long ended = before.ended();
        int forwards = 0;
        while (look(site).ended() < wanted) {
            Waiting.pause(Duration.ofMillis(100));
            if (look(site).ended() != ended) {
                ended = look(site).ended();
                lastChange = System.nanoTime();
            } else if (System.nanoTime() - lastChange > STANDS.toNanos()) {
                // A breaker opens again after a minute.
                site.tables().putClockForward();
                lastChange = System.nanoTime();
                if (forwards++ == MOST_FORWARDS) {
                    throw new IOException("what waited for the vendor is not processed: " + look(site));
                }
            }
        }
        Duration caughtUp = Duration.ofNanos(System.nanoTime() - back);
        narration.tell("everything that waited is processed, " + caughtUp.toMillis() + " ms after its return, in "
                + site.vendor().submissions() + " submissions");
        Waiting.until("all are scored", PATIENCE, () -> look(site).unscored() == 0);
        return new OutageRun(site.facts(sender), before.submitted(), before.ended(), refused);
    }

    private static Look look(Site site) throws IOException {
        return site.tables().look().orElseThrow(() -> new IOException("the database does not answer"));
    }
}
