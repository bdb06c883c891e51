package dev.weir.server.enrichment;

import dev.weir.provider.Reply;

/** What the journal made of an entry. All but {@link Fenced} mean that what it settled is durable. */
sealed interface Written {

    /** It opened nothing, or the call it wanted to make may leave: its intent is durable. */
    record Admitted() implements Written {}

    /** The question has been answered before; no intent was written. */
    record Remembered(Reply reply) implements Written {}

    /** Somebody else's intent for the same question stands; none was written. */
    record Taken(IntentTable.Stored by) implements Written {}

    /** What is open leaves no room just now; it may when something settles. */
    record Crowded() implements Written {}

    /** What is spent and in doubt leaves no room for this price. */
    record CapReached() implements Written {}

    /** The job takes no new intents: it is paused or cancelled. */
    record NotAccepting() implements Written {}

    /** The lease is lost; nothing was written but the reply, as evidence. */
    record Fenced() implements Written {}
}
