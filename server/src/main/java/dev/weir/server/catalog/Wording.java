package dev.weir.server.catalog;

import dev.weir.provider.Provider;
import java.util.List;

/** How a door calls what was said to it, so that a refusal names what its reader wrote and what he can do about it. */
public interface Wording {

    /** What a wish consists of. */
    enum Part {
        FIELDS,
        WATERFALL,
        /** What a value needs to count, where a field is named for it. */
        DEMANDS,
        VERIFY,
        MIN_CONFIDENCE,
        /** An expression that has to be true of a value. */
        CONDITION
    }

    /** Its name, such as {@code --waterfall}. */
    String name(Part part);

    /** How one says that, such as {@code --verify zerobounce}. */
    String example(Part part, String value);

    /** Where it stands for that field, as a JSON Pointer; empty where what was said is no document. */
    String pointer(Part part, String field);

    /** What makes a provider's key known, as a request without its full stop: {@code Set WEIR_HUNTER_API_KEY}. */
    String giveKey(Provider provider);

    /** The same where one of several will do, such as {@code Set the key of one, such as WEIR_HUNTER_API_KEY}. */
    String giveKeyOfOne(List<Provider> providers);

    /** How to do it without keys, such as {@code try it out with --sandbox}. */
    String tryOut();

    /** Why nothing can be asked, and what to add. @param needed the input alternatives, as text */
    String noUsableInput(String needed);
}
