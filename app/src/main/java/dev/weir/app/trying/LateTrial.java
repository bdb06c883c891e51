package dev.weir.app.trying;

import dev.weir.provider.Ask;
import dev.weir.provider.Exchange;
import dev.weir.provider.Heard;
import dev.weir.provider.Item;
import dev.weir.provider.LateOperation;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.provider.Submitted;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One question to an operation that answers later: handed over, and asked for until a person would not wait any more. */
final class LateTrial {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String KEY = "weir-provider-try";

    private final LateOperation operation;
    private final Submission submission;
    private final Overheard line;

    LateTrial(LateOperation operation, Ask ask, Exchange line) {
        this.operation = operation;
        this.submission = new Submission(KEY, List.of(new Item(KEY, ask)), null);
        this.line = new Overheard(line);
    }

    Trial.Outcome ask() {
        return switch (operation.submit(submission, line)) {
            case Submitted.Accepted(String vendorId, Map<String, Reply> answered) -> {
                Reply now = answered.get(KEY);
                yield now != null ? outcome(now, "") : later(vendorId);
            }
            case Submitted.Unusable(Map<String, String> items) ->
                outcome(new Reply.InvalidInput(items.getOrDefault(KEY, "unusable")), "");
            case Submitted.Refused(Reply why) -> outcome(why, "");
        };
    }

    private Trial.Outcome later(String vendorId) {
        if (operation.polling().isEmpty()) {
            return outcome(
                    new Reply.Again(FIRST), "taken; it " + Facts.ways(operation) + ", which a try does not wait for");
        }
        Duration pause = FIRST;
        Duration waited = Duration.ZERO;
        while (waited.compareTo(PATIENCE) < 0) {
            LockSupport.parkNanos(pause.toNanos());
            waited = waited.plus(pause);
            Heard heard = operation.poll(submission, vendorId, line);
            Reply answer = heard.answers().get(KEY);
            if (answer != null) {
                return outcome(answer, "");
            }
            if (heard.ended() || !isPatient(heard.trouble())) {
                return outcome(heard.trouble() == null ? new Reply.Again(FIRST) : heard.trouble(), "");
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : pause.multipliedBy(2);
        }
        return outcome(
                new Reply.Again(FIRST),
                "taken, and not answered within " + PATIENCE.toSeconds() + " s; it " + Facts.ways(operation)
                        + ", and a job would wait for up to "
                        + operation.patience().toHours() + " h");
    }

    private static boolean isPatient(@Nullable Reply trouble) {
        return trouble == null || trouble instanceof Reply.Again || trouble instanceof Reply.Throttled;
    }

    private Trial.Outcome outcome(Reply reply, String later) {
        return new Trial.Outcome(reply, later, line.call(), line.sent(), line.took());
    }
}
