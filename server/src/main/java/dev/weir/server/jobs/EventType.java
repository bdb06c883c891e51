package dev.weir.server.jobs;

import dev.weir.server.waterfall.JobStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can be told of. */
public enum EventType {
    /** A job was taken in and its hold set aside. */
    JOB_STARTED("job.started"),
    /** All rows are final, and all are completed. */
    JOB_COMPLETED("job.completed"),
    /** All rows are final, and some are completed. */
    JOB_PARTIALLY_COMPLETED("job.partially_completed"),
    /** All rows are final, and none is completed. */
    JOB_FAILED("job.failed"),
    /** Somebody cancelled the job: no billable call of it leaves any more. */
    JOB_CANCELLED("job.cancelled"),
    /** Somebody paused the job. */
    JOB_PAUSED("job.paused"),
    /** A row that was final changed: a doubt was settled, or it is asked again. */
    ROW_UPDATED("row.updated"),
    /** Rows became final; many in one event, and only in jobs submitted while somebody wanted to hear of it. */
    ROW_COMPLETED("row.completed"),
    /** A step failed that is to tell of it: many rows in one event. */
    STEP_FAILED("step.failed"),
    /** What a job found of subscribers is known of them: many in one event. */
    SUBSCRIBER_ENRICHED("subscriber.enriched"),
    /** Subscribers could not be enriched, each for a reason: many in one event. */
    SUBSCRIBER_ENRICHMENT_FAILED("subscriber.enrichment_failed"),
    /** What is submitted for subscribers on a day has reached a cap; once for each cap and day. */
    AUDIENCE_CAP_REACHED("audience.cap_reached"),
    /** The workspace's credits fell below what it wants to be told at. */
    CREDITS_LOW("credits.low"),
    /** A vendor refused a credential, or its balance there is used up: nobody is asked with it until a person acts. */
    PROVIDER_STOPPED("provider.stopped"),
    /** Somebody tries a webhook; nobody subscribes to it. */
    WEBHOOK_TEST("webhook.test");

    private final String text;

    EventType(String text) {
        this.text = text;
    }

    /** As receivers read it. */
    public String text() {
        return text;
    }

    /** Whether it can be subscribed to. */
    public boolean isSubscribable() {
        return this != WEBHOOK_TEST;
    }

    /** Those that can be subscribed to. */
    public static List<EventType> subscribable() {
        return Arrays.stream(values()).filter(EventType::isSubscribable).toList();
    }

    /** The one that receivers read so. */
    public static Optional<EventType> find(String text) {
        return Arrays.stream(values()).filter(type -> type.text.equals(text)).findFirst();
    }

    /** @throws IllegalArgumentException when the status is none that a job ends with */
    static EventType ofFinal(JobStatus status) {
        return switch (status) {
            case COMPLETED -> JOB_COMPLETED;
            case PARTIALLY_COMPLETED -> JOB_PARTIALLY_COMPLETED;
            case FAILED -> JOB_FAILED;
            case CANCELLED -> JOB_CANCELLED;
            case PENDING, RUNNING -> throw new IllegalArgumentException(status + " is not final");
        };
    }
}
