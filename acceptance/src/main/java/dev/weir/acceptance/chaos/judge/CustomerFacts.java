package dev.weir.acceptance.chaos.judge;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What customers paid, by our ledger, and what was agreed with them. Amounts in 1/1000 credit.
 *
 * @param charges what the records of an asking say, all together
 * @param moves what was posted and given back of an asking
 * @param jobs that were ever taken in
 * @param granted by workspace, as those say who granted it
 * @param balances of workspaces, as the API gives them
 * @param days what was spent of each cap of a day
 */
record CustomerFacts(
        Map<Asking, Long> charges,
        List<Moved> moves,
        List<Job> jobs,
        Map<Long, Long> granted,
        Map<Long, Long> balances,
        List<Day> days) {

    CustomerFacts {
        charges = Map.copyOf(charges);
        moves = List.copyOf(moves);
        jobs = List.copyOf(jobs);
        granted = Map.copyOf(granted);
        balances = Map.copyOf(balances);
        days = List.copyOf(days);
    }

    /**
     * Of one asking.
     *
     * @param posts how many there are
     * @param returned to the job, since a find did not stand
     * @param repaid to the workspace, since somebody wanted so
     */
    record Moved(Asking asking, int posts, long posted, long returned, long repaid) {
        long net() {
            return posted - returned;
        }
    }

    /**
     * A job and its account.
     *
     * @param held all that its holds moved there
     * @param balance that is left there
     * @param open intents that are not over, in credits
     * @param doubt intents in doubt, in credits
     * @param most that the job may cost
     * @param mostRow that a row may cost
     */
    record Job(
            long id,
            long workspace,
            boolean closed,
            long held,
            long balance,
            long open,
            long doubt,
            OptionalLong most,
            OptionalLong mostRow) {}

    /** @param scope a workspace's day, or a provider's */
    record Day(String scope, long spent, long most) {}
}
