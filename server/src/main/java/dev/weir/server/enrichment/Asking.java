package dev.weir.server.enrichment;

import dev.weir.provider.OperationSpec;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.server.egress.RetryPolicy;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.StepPolicy;
import dev.weir.server.waterfall.Verdict;
import dev.weir.server.waterfall.Waterfall;
import java.util.List;

/**
 * One place of one step whose turn it is.
 *
 * @param index of the step
 * @param placeIndex in the step's places
 * @param known what the row knows now
 */
record Asking(int index, Step step, int placeIndex, List<String> wanted, Values known) {

    Place place() {
        return step.place(placeIndex);
    }

    OperationSpec spec() {
        return place().spec();
    }

    /** The same for these fields. */
    Asking wanting(List<String> other) {
        return new Asking(index, step, placeIndex, other, known);
    }

    /** What a reply to it is worth. */
    Verdict judge(Reply reply) {
        return Waterfall.judge(step, wanted, spec(), known, reply);
    }

    /** What verifying its find will cost, in 1/1000 credit; 0 where nobody verifies. */
    long followMilli() {
        return step.verificationMilli(placeIndex);
    }

    /** How what a step asks is tried again: as it says, or as usual. */
    static RetryPolicy retry(StepPolicy policy, RetryPolicy usual) {
        return policy.retrying().map(Asking::retry).orElse(usual);
    }

    private static RetryPolicy retry(StepPolicy.Retry said) {
        return new RetryPolicy(
                said.attempts(),
                said.initialDelay(),
                switch (said.backOff()) {
                    case EXPONENTIAL -> RetryPolicy.Growth.EXPONENTIAL;
                    case LINEAR -> RetryPolicy.Growth.LINEAR;
                    case CONSTANT -> RetryPolicy.Growth.CONSTANT;
                },
                said.maxDelay(),
                said.statuses());
    }
}
