package dev.weir.server.enrolment;

import dev.weir.provider.Values;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What there is to make a job of. */
sealed interface Chosen {

    /** Nothing. @param instead what has come of gathering, then */
    record None(Gathered instead) implements Chosen {}

    /**
     * These requests, which a job could be made of.
     *
     * @param rows what is known of their subscribers, in the same order
     * @param costs null where no cap is in credits
     * @param leftMilli what the cap in credits leaves; null where there is none
     */
    record Choice(
            List<GatherTable.Candidate> requests,
            List<Values> rows,
            long availableMilli,
            DayCredits.@Nullable Costs costs,
            @Nullable Long leftMilli)
            implements Chosen {

        List<Long> ids() {
            return requests.stream().map(GatherTable.Candidate::id).toList();
        }

        boolean isFresh() {
            return requests.getFirst().fresh();
        }

        Choice first(int most) {
            return new Choice(
                    List.copyOf(requests.subList(0, most)),
                    List.copyOf(rows.subList(0, most)),
                    availableMilli,
                    costs,
                    leftMilli);
        }
    }
}
