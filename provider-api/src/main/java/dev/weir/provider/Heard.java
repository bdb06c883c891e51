package dev.weir.provider;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call-back, or asking how far a submission is, has told.
 *
 * @param answers by item key; of items that are still worked on there is none
 * @param ended whether no other answer will come; an item without one by then was dropped by the vendor
 * @param vendorTotalMilli what the vendor says the whole submission has cost so far, in 1/1000 of its unit; null when it
 *     does not say
 * @param trouble why nothing could be read, or was said; null when all is well. {@code Again} when the vendor says it is
 *     still at it, {@code OutOfCredits} when it stopped for lack of credits
 * @param vendorId the vendor's name of the submission, for asking how far it is; null when it is not told. It counts where
 *     the answer to the submission was lost, so that nothing else has told it
 */
public record Heard(
        Map<String, Reply> answers,
        boolean ended,
        @Nullable Long vendorTotalMilli,
        @Nullable Reply trouble,
        @Nullable String vendorId) {

    public Heard {
        answers = Map.copyOf(answers);
    }

    /** Answers, and more may come. */
    public static Heard some(Map<String, Reply> answers) {
        return new Heard(answers, false, null, null, null);
    }

    /** The last answers. */
    public static Heard last(Map<String, Reply> answers, @Nullable Long vendorTotalMilli) {
        return new Heard(answers, true, vendorTotalMilli, null, null);
    }

    /** No answer. */
    public static Heard nothing(Reply trouble) {
        return new Heard(Map.of(), false, null, trouble, null);
    }

    /** The same, which the vendor calls so; null when it does not say. */
    public Heard named(@Nullable String vendorId) {
        return new Heard(answers, ended, vendorTotalMilli, trouble, vendorId);
    }
}
