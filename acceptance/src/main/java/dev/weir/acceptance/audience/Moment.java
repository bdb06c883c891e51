package dev.weir.acceptance.audience;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** When the server is killed: as soon as so much has come about. */
record Moment(Measure measure, long at) {

    /** Of what there is so much. */
    enum Measure {
        /** Deliveries of the burst that are answered. */
        ANSWERED,
        /** Subscribers that are known, while the list is uploaded. */
        KNOWN,
        /** Requests that were submitted. */
        SUBMITTED,
        /** Requests that have come to an end. */
        ENDED
    }

    /**
     * Moments that are spread over all measures.
     *
     * @param burst subscribers when the burst is over, {@code all} when the list is, too
     */
    static List<Moment> of(BurstPlan plan, int burst, int all) {
        SplittableRandom random = new SplittableRandom(plan.seed() + 2);
        List<Moment> moments = new ArrayList<>();
        Measure[] measures = Measure.values();
        int each = Math.ceilDiv(plan.kills(), measures.length);
        for (int i = 0; i < plan.kills(); i++) {
            Measure measure = measures[i % measures.length];
            long from = measure == Measure.KNOWN ? burst : 0;
            long to = switch (measure) {
                case ANSWERED -> plan.events();
                case KNOWN -> all;
                case SUBMITTED, ENDED -> plan.workspaceCap();
            };
            int place = i / measures.length;
            double share = (place + random.nextDouble()) / each;
            moments.add(new Moment(measure, Math.min(to - 1, from + 1 + (long) ((to - from) * share))));
        }
        return moments;
    }
}
