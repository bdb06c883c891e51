package dev.weir.server.rest;

import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.insight.Quote;
import dev.weir.server.intake.Order;
import dev.weir.server.intake.RepeatKey;
import dev.weir.server.intake.Rows;
import dev.weir.server.intake.Taken;
import dev.weir.server.problem.Problem;
import dev.weir.server.requests.Requests;
import dev.weir.server.workspace.Caller;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Takes orders in, whatever their rows come as: with the audit, the request's key, and the quote where credits lack. */
@Component
final class Submits {

    private final Weir weir;
    private final RunningWeir running;

    Submits(Weir weir, RunningWeir running) {
        this.weir = weir;
        this.running = running;
    }

    /**
     * @param resumeUrl where to tell how the job ends, once; null for nowhere
     * @param key the header {@code Idempotency-Key}
     * @param said digest of all that was sent, in a form that does not depend on how it was written
     * @param shown the answer of what was taken in
     * @throws Problem as {@link dev.weir.server.intake.Intake#submit} says; the quote among its facts is an answer's
     */
    <T> ResponseEntity<Answer<T>> submit(
            Caller.Key caller,
            Order order,
            Rows rows,
            @Nullable String resumeUrl,
            ApiWording wording,
            @Nullable String key,
            byte[] said,
            Function<Taken, T> shown) {
        long workspaceId = order.workspace().id();
        Taken taken;
        try {
            taken = running.intake().submit(order, rows, wording, repeatKey(workspaceId, key, said), jobId -> {
                weir.audit().note(workspaceId, caller, "job.submitted", "job " + jobId);
                if (resumeUrl != null) {
                    running.webhooks().resume(workspaceId, jobId, resumeUrl);
                }
            });
        } catch (Problem problem) {
            throw problem.facts().get("quote") instanceof Quote quote
                    ? problem.with("quote", QuoteAnswer.of(quote))
                    : problem;
        }
        return created(workspaceId, taken.jobId(), taken.repeated(), shown.apply(taken));
    }

    /** The fields that an order is for. */
    List<String> fields(Order order) {
        return running.intake().fields(order);
    }

    /** The answer that tells of a job which has been taken in. @param repeated whether that was an earlier request */
    static <T> ResponseEntity<Answer<T>> created(long workspaceId, long jobId, boolean repeated, T shown) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(HttpStatus.CREATED)
                .location(URI.create("/api/v1/workspaces/" + workspaceId + "/enrichment-jobs/" + jobId));
        if (repeated) {
            answer.header(Act.REPLAYED, "true");
        }
        return answer.body(Answer.of(shown));
    }

    private static @Nullable RepeatKey repeatKey(long workspaceId, @Nullable String key, byte[] said) {
        String checked = checked(workspaceId, key);
        return checked == null ? null : new RepeatKey(checked, said);
    }

    /** The key, held to the same rules as those of all other requests. @throws Problem when it breaks one */
    static @Nullable String checked(long workspaceId, @Nullable String key) {
        return key == null ? null : new Requests.Request(workspaceId, "enrichment-jobs", key, "").key();
    }
}
