package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Discrepancy.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was acknowledged is there and had its effect once; after a cancel nothing more was begun. */
final class PromiseWall {

    /** A call whose intent was there leaves as long as the lease says that calls may begin. */
    private static final Duration SENDING = Duration.ofSeconds(15);

    private PromiseWall() {}

    /** What does not fit; empty when all does. */
    static List<Discrepancy> of(PromiseFacts facts) {
        List<Discrepancy> found = new ArrayList<>();
        Map<Long, String> keys = new HashMap<>();
        for (PromiseFacts.Submit submit : facts.submits()) {
            submit(submit, keys, found);
        }
        found.addAll(effects(facts.effects()));
        facts.cancels().forEach(cancel -> cancel(cancel, found));
        return found;
    }

    /** Each of them once. */
    static List<Discrepancy> effects(List<PromiseFacts.Effect> effects) {
        List<Discrepancy> found = new ArrayList<>();
        for (PromiseFacts.Effect effect : effects) {
            if (effect.times() == 0) {
                found.add(new Discrepancy(
                        Kind.ACKNOWLEDGED_LOST, effect.what(), "was acknowledged, and nothing of it is there"));
            } else if (effect.times() > 1) {
                found.add(new Discrepancy(
                        Kind.EFFECT_TWICE, effect.what(), "its effect is there " + effect.times() + " times"));
            }
        }
        return found;
    }

    private static void submit(PromiseFacts.Submit submit, Map<Long, String> keys, List<Discrepancy> found) {
        String subject = "submit " + submit.key();
        if (submit.answered().size() > 1 || submit.there().size() > 1) {
            found.add(new Discrepancy(
                    Kind.EFFECT_TWICE,
                    subject,
                    "was answered with the jobs " + submit.answered() + ", and there are " + submit.there()));
        }
        for (long job : submit.answered()) {
            if (!submit.there().contains(job)) {
                found.add(new Discrepancy(
                        Kind.ACKNOWLEDGED_LOST, subject, "was answered with job " + job + ", and it is not there"));
            }
            String other = keys.putIfAbsent(job, submit.key());
            if (other != null) {
                found.add(new Discrepancy(
                        Kind.EFFECT_TWICE, subject, "was answered with job " + job + ", which is that of " + other));
            }
        }
    }

    private static void cancel(PromiseFacts.Cancel cancel, List<Discrepancy> found) {
        String subject = "job " + cancel.job();
        long later = cancel.calls().stream()
                .filter(call -> call.isAfter(cancel.answered()))
                .count();
        long muchLater = cancel.calls().stream()
                .filter(call -> call.isAfter(cancel.goneOn().plus(SENDING)))
                .count();
        int inFlight = cancel.inFlight().orElse(Integer.MAX_VALUE);
        if (later > inFlight || muchLater > 0) {
            found.add(new Discrepancy(
                    Kind.AFTER_CANCEL,
                    subject,
                    later + " calls came to vendors after its cancel was answered at " + cancel.answered() + ", "
                            + muchLater + " of them later than any that was on its way"
                            + (cancel.inFlight().isPresent() ? "; it said that these were " + inFlight : "")));
        }
        cancel.begun()
                .forEach(
                        one -> found.add(new Discrepancy(Kind.AFTER_CANCEL, subject, one + " began after its cancel")));
    }
}
