package dev.weir.server.insight;

import dev.weir.server.waterfall.CatchAll;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A job as it ran beside how it would have run. Amounts in 1/1000 credit, times in milliseconds.
 *
 * @param rows replayed, all of the job's
 * @param freshMilli what it would cost if nothing had been remembered from before
 * @param heldMilli held for calls in doubt
 * @param millis all calls together; they run side by side
 * @param took the real run, from its first moment to its last
 * @param askings questions it would put, whether the answer costs a call or not
 * @param neverAsked the questions among them that nobody ever put
 * @param orders in how many orders of rows it was replayed; more than 1 under a cap
 * @param capMilli the cap it was replayed under, which what is charged and what is held stay within together; null for none
 * @param drift where the job's own plan, replayed, does not give what the job gave; usually nothing
 */
public record WhatIfReport(
        long jobId,
        int rows,
        List<StepBeside> steps,
        Beside chargedMilli,
        Range freshMilli,
        Beside heldMilli,
        Beside calls,
        Beside millis,
        Optional<Duration> took,
        long askings,
        List<NeverAsked> neverAsked,
        int orders,
        @Nullable Long capMilli,
        List<String> drift) {

    /** What was, and what would have been. */
    public record Beside(long real, Range then) {}

    /** A step's completed cells, and how it was asked for. */
    public record StepBeside(String step, Asking real, Asking then, Beside completed) {}

    /**
     * Whom a step asks.
     *
     * @param finders the keys of the places that find, in order
     * @param verifiers of those that verify each find; none when nothing is verified
     */
    public record Asking(List<String> finders, List<String> verifiers, CatchAll catchAll) {
        static Asking of(Step step) {
            return new Asking(
                    step.finds().stream().map(Place::key).toList(),
                    step.verifiers().stream().map(Place::key).toList(),
                    step.acceptance().catchAll());
        }
    }

    /**
     * A stage that would have put questions nobody ever put.
     *
     * @param rows in so many rows
     * @param first of a stage that finds, what was measured where nobody had missed the row before
     * @param afterMisses where somebody had
     */
    public record NeverAsked(Stage stage, long rows, Measured first, Measured afterMisses) {}

    /** Of so many calls that were answered, so many were accepted. */
    public record Measured(long asked, long accepted) {

        /** Where the true share lies, 95 times of 100. */
        public Interval interval() {
            return Interval.wilson(accepted, asked);
        }
    }

    public WhatIfReport {
        steps = List.copyOf(steps);
        neverAsked = List.copyOf(neverAsked);
        drift = List.copyOf(drift);
    }

    /** Every question had its answer in the books, and no cap made chance of it. */
    public boolean exact() {
        return neverAsked.isEmpty() && orders == 1;
    }

    /** How long it would have taken, calls side by side as they were in the real run. */
    public Optional<Duration> wouldTake(long thenMillis) {
        return millis.real() == 0
                ? Optional.empty()
                : took.map(
                        real -> Duration.ofMillis(Math.round((double) real.toMillis() * thenMillis / millis.real())));
    }
}
