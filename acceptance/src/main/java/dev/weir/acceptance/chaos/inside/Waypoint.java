package dev.weir.acceptance.chaos.inside;

/** Moments that the product has no failpoint for: a method begins, or has returned. */
public enum Waypoint {
    /** A call-back is in the inbox, and its sender has no answer yet. */
    CALLBACK_KEPT("callbacks.kept", "callbacks.Callbacks", Moment.LEAVE, "callback"),
    /** A worker's word is in the inbox, and it has no answer yet. */
    WORD_KEPT("callbacks.wordKept", "callbacks.Callbacks", Moment.LEAVE, "said"),
    /** What has come in is about to be read, in a transaction of its own. */
    INBOX_TAKEN("callbacks.reading", "callbacks.Reader", Moment.ENTER, "read"),
    /** An event is about to be posted to a customer's server. */
    WEBHOOK_LEAVES("webhooks.leaving", "webhooks.Sender", Moment.ENTER, "post"),
    /** Results are about to be written to a customer's table. */
    RESULTS_LEAVE("storage.leaving", "storage.TableTarget", Moment.ENTER, "write"),
    /** A job is about to be cancelled. */
    CANCEL_BEGINS("jobs.cancelling", "jobs.Jobs", Moment.ENTER, "cancel"),
    /** A cancel is durable, and its caller has no answer yet. */
    CANCELLED("jobs.cancelled", "jobs.Jobs", Moment.LEAVE, "cancel"),
    /** A job's last batch is done, and the job is about to be closed in the same transaction. */
    JOB_CLOSES("jobs.closing", "jobs.Leases", Moment.ENTER, "closeWhenDone"),
    /** Leases are about to be renewed. */
    LEASES_RENEWED("jobs.renewing", "jobs.Leases", Moment.ENTER, "renew"),
    /** A job is durable, and who sent it has no answer yet. */
    JOB_TAKEN("jobs.taken", "jobs.Jobs", Moment.LEAVE, "take"),
    /** A request with an idempotency key is done and durable, and has no answer yet. */
    REQUEST_DONE("requests.done", "requests.Requests", Moment.LEAVE, "once"),
    /** An audience's delivery is durable, and its sender has no answer yet. */
    ARRIVALS_KEPT("audience.kept", "audience.Deliveries", Moment.LEAVE, "take");

    private enum Moment {
        ENTER,
        LEAVE
    }

    private final String point;
    private final String type;
    private final Moment moment;
    private final String method;

    Waypoint(String point, String type, Moment moment, String method) {
        this.point = point;
        this.type = type;
        this.moment = moment;
        this.method = method;
    }

    /** What it is armed by. */
    public String point() {
        return point;
    }

    Change change() {
        return new Change(
                Product.name(type),
                moment == Moment.ENTER ? Edits.entering(method, point) : Edits.leaving(method, point));
    }
}
