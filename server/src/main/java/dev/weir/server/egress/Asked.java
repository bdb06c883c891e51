package dev.weir.server.egress;

import dev.weir.provider.Reply;
import java.time.Duration;

/** What came of one asking with its retries. */
public sealed interface Asked {

    /** Sends that counted as tries; throttled answers and repeats after a 202 are none. */
    int tries();

    /**
     * What answered-but-failed tries may have cost at the vendor, in 1/1000 of its unit: the operation's cost for each
     * 5xx, the last one included, of an operation whose repeat is not free.
     */
    long possibleMilli();

    /** How it ended, in lower case, such as {@code found}, {@code not_sent} or {@code throttled}. */
    default String outcome() {
        return CallCounts.name(this instanceof Replied replied ? replied.reply().getClass() : getClass());
    }

    /**
     * The provider's last word. {@code Lost} wherever an earlier send was lost and nothing after it settled what became
     * of it; never {@code Throttled} or {@code Again}.
     *
     * @param status of the last whole answer over HTTP; 0 when the last send brought none
     * @param took from the first send to the last byte, waits between tries included
     */
    record Replied(Reply reply, int tries, long possibleMilli, int status, Duration took) implements Asked {}

    /**
     * Throttled for longer than memory allows. The throttled sends were answered without being served: nothing is in
     * flight, nothing in doubt; ask anew with a new permit.
     */
    record Requeue(Duration after, int tries, long possibleMilli) implements Asked {}

    /**
     * {@code mayStart} said no, or the thread was interrupted, before a send. Nothing is in flight, nothing in doubt.
     *
     * @param sent whether an earlier try left this machine (and was answered)
     */
    record Stopped(int tries, long possibleMilli, boolean sent) implements Asked {}
}
