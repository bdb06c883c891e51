package dev.weir.providers;

import dev.weir.provider.CallbackSignature;
import dev.weir.provider.LateOperation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an operation's answers come later, as its YAML file declares it.
 *
 * @param submission what the answer to a submission means; the last rule holds for every answer
 * @param vendorId where that answer names the submission; null when it does not
 * @param typical how long an answer usually takes
 * @param againFree whether what is asked again after that costs nothing, unless it is worked on still
 * @param list where in a document the items' answers stand; null when the document is the only item's
 * @param key where in an item our key stands; null exactly when there is no list
 * @param total where a document says what all of the submission cost; null when it does not
 * @param lacks refusals of a submission that mean items which lack a field
 * @param poll null when the vendor cannot be asked how far it is
 * @param callback null when the vendor calls nobody
 */
record Later(
        List<Rule> submission,
        @Nullable Pointer vendorId,
        Duration patience,
        Duration typical,
        boolean againFree,
        @Nullable Pointer list,
        @Nullable Pointer key,
        @Nullable Total total,
        List<Lack> lacks,
        @Nullable Poll poll,
        @Nullable Returned callback) {

    Later {
        submission = List.copyOf(submission);
        lacks = List.copyOf(lacks);
    }

    /** @param times what the number is multiplied by to be in our unit */
    record Total(Place place, int times) {}

    /** A refusal that is about the items which know none of these fields. */
    record Lack(Condition when, Set<String> fields) {
        Lack {
            fields = Set.copyOf(fields);
        }
    }

    /**
     * Asking how far it is.
     *
     * @param rules in order; the last one holds for every answer
     * @param at where in the answer the document stands
     */
    record Poll(RequestTemplate request, List<Rule> rules, Pointer at, LateOperation.Polling pauses) {
        Poll {
            rules = List.copyOf(rules);
        }
    }

    /**
     * What call-backs say.
     *
     * @param rules in order; the last one holds for every body
     * @param at where in the body the document stands
     * @param id where in the body the submission is named as {@link Later#vendorId} names it; null when it is not
     * @param needed whether the vendor takes no submission without an address to call
     */
    record Returned(
            List<Rule> rules, Pointer at, @Nullable Pointer id, Optional<CallbackSignature> signature, boolean needed) {
        Returned {
            rules = List.copyOf(rules);
        }
    }
}
