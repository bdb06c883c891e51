package dev.weir.provider;

import java.util.Map;

/** What came of handing a submission over. */
public sealed interface Submitted {

    /**
     * The vendor has it.
     *
     * @param vendorId its name of the submission, for asking how far it is; empty when it gave none
     * @param answered what it answered at once, by item key; those items are over
     */
    record Accepted(String vendorId, Map<String, Reply> answered) implements Submitted {
        public Accepted {
            answered = Map.copyOf(answered);
        }
    }

    /**
     * It took nothing, because of these items; without them it may take the others.
     *
     * @param items why, by item key; never empty
     */
    record Unusable(Map<String, String> items) implements Submitted {
        public Unusable {
            items = Map.copyOf(items);
            if (items.isEmpty()) {
                throw new IllegalArgumentException("it names at least one item; answer Refused instead");
            }
        }
    }

    /**
     * It took nothing, or nobody knows whether it did.
     *
     * @param reply neither {@code Found}, {@code NotFound}, {@code Blocked} nor {@code Again}; {@code Lost} when the call
     *     left and no complete answer came, so that a call-back may still come; {@code InvalidInput} when it calls the
     *     whole unusable and names no item
     */
    record Refused(Reply reply) implements Submitted {}
}
