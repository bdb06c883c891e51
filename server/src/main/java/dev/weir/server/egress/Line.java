package dev.weir.server.egress;

import dev.weir.provider.Call;
import dev.weir.provider.Exchange;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The exchange lent to one asking. */
final class Line implements Exchange {

    /** Reached when the last byte of an answer was read, or the call given up, and nobody knows it yet. */
    static final String AFTER_SEND = "egress.afterSend";

    private final Access access;
    private final Wire wire;
    private final Duration deadline;
    private final Failpoint failpoint;
    private @Nullable Sent last;

    Line(Access access, Wire wire, Duration deadline, Failpoint failpoint) {
        this.access = access;
        this.wire = wire;
        this.deadline = deadline;
        this.failpoint = failpoint;
    }

    @Override
    public URI base() {
        return access.base();
    }

    @Override
    public String secret(String name) {
        String secret = access.secrets().get(name);
        if (secret == null) {
            throw new IllegalArgumentException(access.key().provider() + " has no secret named " + name);
        }
        return secret;
    }

    @Override
    public Sent send(Call call) {
        Sent sent = wire.send(call.base(access.base()), call, deadline);
        last = sent;
        if (!(sent instanceof NotSent)) {
            failpoint.reached(AFTER_SEND);
        }
        return sent;
    }

    /** How far the newest call came; null when none was made since {@link #begin}. */
    @Nullable
    Sent last() {
        return last;
    }

    /**
     * An adapter broke its promise; what counts is how far its call came. Of an answer that nobody has read the vendor may have
     * charged the price.
     */
    Reply defective(OperationSpec operation, RuntimeException defect) {
        String detail = "the adapter of " + operation.id() + " failed: " + defect;
        return switch (last) {
            case null -> new Reply.InvalidInput(detail);
            case NotSent(String why) -> new Reply.NotSent(why);
            case Lost(String why) -> new Reply.Lost(why);
            case Answered answered -> new Reply.BadAnswer(detail, unread(operation, answered.body()));
            case TooLarge _ -> new Reply.BadAnswer(detail, unread(operation, new byte[0]));
        };
    }

    private static Receipt unread(OperationSpec operation, byte[] body) {
        return new Receipt(operation.costMilli(), false, null, null, body);
    }

    void begin() {
        last = null;
    }
}
