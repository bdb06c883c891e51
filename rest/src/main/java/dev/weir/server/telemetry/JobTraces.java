package dev.weir.server.telemetry;

import dev.weir.provider.OperationId;
import dev.weir.provider.Reply;
import dev.weir.server.egress.Asked;
import dev.weir.server.enrichment.Traces;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.engine.Lease;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A job as a trace: the job, runs of its batches, and calls in those. The job's span is sent when it closes; until then
 * its parts stand below one that is yet to come.
 */
final class JobTraces implements Traces {

    private static final AttributeKey<Long> WORKSPACE = AttributeKey.longKey("weir.workspace");
    private static final AttributeKey<Long> JOB = AttributeKey.longKey("weir.job");
    private static final AttributeKey<Long> BATCH = AttributeKey.longKey("weir.batch");
    private static final AttributeKey<Long> EPOCH = AttributeKey.longKey("weir.epoch");
    private static final AttributeKey<Long> ROW = AttributeKey.longKey("weir.row");
    private static final AttributeKey<Long> ROWS = AttributeKey.longKey("weir.rows");
    private static final AttributeKey<Long> SETTLED = AttributeKey.longKey("weir.rows.settled");
    private static final AttributeKey<Long> COMPLETED = AttributeKey.longKey("weir.rows.completed");
    private static final AttributeKey<Long> FAILED = AttributeKey.longKey("weir.rows.failed");
    private static final AttributeKey<Long> IN_DOUBT = AttributeKey.longKey("weir.rows.in_doubt");
    private static final AttributeKey<String> STATUS = AttributeKey.stringKey("weir.status");
    private static final AttributeKey<String> ENDED = AttributeKey.stringKey("weir.ended");
    private static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("weir.provider");
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("weir.operation");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("weir.outcome");
    private static final AttributeKey<Long> TRIES = AttributeKey.longKey("weir.tries");
    private static final AttributeKey<Long> HTTP_STATUS = AttributeKey.longKey("http.response.status_code");

    private final Tracer tracer;
    private final Sampler share;
    private final Clock clock = Clock.getDefault();

    JobTraces(Tracer tracer, Sampler share) {
        this.tracer = tracer;
        this.share = share;
    }

    @Override
    public @Nullable Run begun(Job job, Lease lease) {
        JobIds ids = JobIds.of(job);
        if (!isTold(ids)) {
            return null;
        }
        SpanContext parent = SpanContext.createFromRemoteParent(
                ids.trace(), ids.span(), TraceFlags.getSampled(), TraceState.getDefault());
        Span span = tracer.spanBuilder("batch")
                .setParent(Context.root().with(Span.wrap(parent)))
                .setAttribute(WORKSPACE, lease.workspaceId())
                .setAttribute(JOB, lease.jobId())
                .setAttribute(BATCH, lease.batchId())
                .setAttribute(EPOCH, lease.epoch())
                .startSpan();
        return new BatchRun(span);
    }

    @Override
    public void closed(Job job, JobProgress progress) {
        JobIds ids = JobIds.of(job);
        if (!isTold(ids)) {
            return;
        }
        SpanBuilder span = tracer.spanBuilder("job")
                .setNoParent()
                .setStartTimestamp(job.createdAt())
                .setAttribute(WORKSPACE, job.workspaceId())
                .setAttribute(JOB, job.id())
                .setAttribute(STATUS, progress.status().name().toLowerCase(Locale.ROOT))
                .setAttribute(ROWS, (long) progress.totalRows())
                .setAttribute(COMPLETED, (long) progress.rows().completed())
                .setAttribute(FAILED, (long) progress.rows().failed())
                .setAttribute(IN_DOUBT, (long) progress.rows().inDoubt());
        // It began by the database's clock, which may be ahead of this one.
        Instant now = Instant.now();
        ChosenIds.with(ids, span::startSpan).end(now.isBefore(job.createdAt()) ? job.createdAt() : now);
    }

    /** The same on every server, as it goes by the trace's number alone. */
    private boolean isTold(JobIds ids) {
        return share.shouldSample(Context.root(), ids.trace(), "job", SpanKind.INTERNAL, Attributes.empty(), List.of())
                        .getDecision()
                == SamplingDecision.RECORD_AND_SAMPLE;
    }

    private final class BatchRun implements Run {
        private final Span span;
        private final Context context;

        BatchRun(Span span) {
            this.span = span;
            this.context = Context.root().with(span);
        }

        @Override
        public void called(int row, OperationId operation, Asked asked, Duration took) {
            long now = clock.now();
            SpanBuilder call = tracer.spanBuilder("call " + operation)
                    .setParent(context)
                    .setSpanKind(SpanKind.CLIENT)
                    .setStartTimestamp(now - took.toNanos(), TimeUnit.NANOSECONDS)
                    .setAttribute(ROW, (long) row)
                    .setAttribute(PROVIDER, operation.provider())
                    .setAttribute(OPERATION, operation.operation())
                    .setAttribute(OUTCOME, asked.outcome())
                    .setAttribute(TRIES, (long) asked.tries());
            boolean bad = false;
            if (asked instanceof Asked.Replied replied) {
                if (replied.status() > 0) {
                    call.setAttribute(HTTP_STATUS, (long) replied.status());
                }
                bad = isBad(replied.reply());
            }
            Span told = call.startSpan();
            if (bad) {
                told.setStatus(StatusCode.ERROR);
            }
            told.end(now, TimeUnit.NANOSECONDS);
        }

        private static boolean isBad(Reply reply) {
            return switch (reply) {
                case Reply.Found _, Reply.NotFound _, Reply.Blocked _, Reply.InvalidInput _, Reply.Again _ -> false;
                case Reply.Throttled _,
                        Reply.OutOfCredits _,
                        Reply.AuthFailed _,
                        Reply.Trouble _,
                        Reply.BadAnswer _,
                        Reply.NotSent _,
                        Reply.Lost _ -> true;
            };
        }

        @Override
        public void ended(int rows, int settled, String how) {
            span.setAttribute(ROWS, (long) rows);
            span.setAttribute(SETTLED, (long) settled);
            span.setAttribute(ENDED, how);
            if (how.equals("crashed")) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }
}
