package dev.weir.server.jobs;

import dev.weir.server.credits.Credits;
import dev.weir.server.credits.JobBalance;
import dev.weir.server.credits.Ledger;
import dev.weir.server.workspace.DatabaseTime;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * The outbox: what has happened, written in the transaction in which it happens, so that there is one event for every
 * change that was committed and none for one that was not.
 *
 * <p>Every verb joins the caller's transaction. The body is written once, here; whoever carries it to somebody carries
 * these bytes. It holds ids, states, counts and amounts, never a row's values.
 */
public final class Events {

    /** Who is to hear. Called in the transaction of the change; a failure there fails the change. */
    public interface Audience {

        /** Nobody listens. */
        Audience NOBODY = new Audience() {
            @Override
            public boolean wants(long workspaceId, EventType type) {
                return false;
            }

            @Override
            public void hear(Event event) {}
        };

        /** Whether anybody of the workspace wants events of that type. */
        boolean wants(long workspaceId, EventType type);

        /** Notes durably for whom the event is. */
        void hear(Event event);
    }

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int ID_BYTES = 16;

    private final EventTable events;
    private final DatabaseTime time;
    private final JobStateTable states;
    private final BatchTable batches;
    private final Ledger ledger;
    private final Audience audience;
    private final SecureRandom random = new SecureRandom();

    public Events(JdbcClient jdbc, Ledger ledger, Audience audience) {
        this.events = new EventTable(jdbc);
        this.time = new DatabaseTime(jdbc);
        this.states = new JobStateTable(jdbc);
        this.batches = new BatchTable(jdbc);
        this.ledger = ledger;
        this.audience = audience;
    }

    /** Whether anybody of the workspace wants to hear of that. */
    boolean wanted(long workspaceId, EventType type) {
        return audience.wants(workspaceId, type);
    }

    /** A job has changed; its counts and money stand as the transaction has left them. */
    void job(EventType type, long workspaceId, long jobId) {
        JobStateTable.Numbered numbered = states.nextEvent(jobId);
        tell(type, workspaceId, jobId, numbered, standing(workspaceId, numbered.state()));
    }

    /** A row that had been final has changed. @param end what it is now; open while it is asked again */
    void rowUpdated(long workspaceId, long jobId, int rowIndex, RowEnd end) {
        JobStateTable.Numbered numbered = states.nextEvent(jobId);
        Map<String, Object> data = standing(workspaceId, numbered.state());
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("rowIndex", rowIndex);
        row.put(
                "status",
                switch (end) {
                    case OPEN -> "waiting";
                    case COMPLETED -> "completed";
                    case FAILED, IN_DOUBT -> "failed";
                });
        row.put("inDoubt", end == RowEnd.IN_DOUBT);
        data.put("row", row);
        tell(EventType.ROW_UPDATED, workspaceId, jobId, numbered, data);
    }

    /** Rows have become final. Their indexes alone are told: counting all rows for each group would cost too much. */
    void rowsCompleted(long workspaceId, long jobId, List<CellWrite> endings) {
        JobStateTable.Numbered numbered = states.nextEvent(jobId);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("completedRows", indexes(endings, RowEnd.COMPLETED));
        data.put("failedRows", indexes(endings, RowEnd.FAILED));
        data.put("inDoubtRows", indexes(endings, RowEnd.IN_DOUBT));
        tell(EventType.ROW_COMPLETED, workspaceId, jobId, numbered, data);
    }

    /** A step that is to tell of it has failed in these rows. */
    void stepFailed(long workspaceId, long jobId, String step, List<CellWrite> cells) {
        JobStateTable.Numbered numbered = states.nextEvent(jobId);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("step", step);
        data.put(
                "failedRows",
                cells.stream().mapToInt(CellWrite::rowIndex).sorted().toArray());
        tell(EventType.STEP_FAILED, workspaceId, jobId, numbered, data);
    }

    /**
     * What has come of subscribers.
     *
     * @param type of those that are about subscribers
     * @param jobId of theirs; null where it never came to one
     * @param subscribers ids and reasons, one for each
     */
    public void subscribers(
            EventType type,
            long workspaceId,
            @Nullable Long jobId,
            String blueprint,
            List<Map<String, Object>> subscribers) {
        JobStateTable.Numbered numbered = jobId == null ? null : states.nextEvent(jobId);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("blueprint", blueprint);
        data.put("subscribers", subscribers);
        tell(type, workspaceId, jobId, numbered, data);
    }

    private static int[] indexes(List<CellWrite> endings, RowEnd end) {
        return endings.stream()
                .filter(cell -> cell.rowEnd() == end)
                .mapToInt(CellWrite::rowIndex)
                .sorted()
                .toArray();
    }

    /**
     * A credential was stopped.
     *
     * @param why {@code key_rejected} or {@code out_of_credits}
     */
    public void providerStopped(long workspaceId, String provider, String credential, String why) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("provider", provider);
        data.put("credential", credential);
        data.put("reason", why);
        tell(EventType.PROVIDER_STOPPED, workspaceId, null, null, data);
    }

    /** The workspace has less than it wants to be told at. Amounts in 1/1000 credit. */
    public void creditsLow(long workspaceId, long available, long threshold) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("availableCredits", Credits.amount(available));
        data.put("thresholdCredits", Credits.amount(threshold));
        tell(EventType.CREDITS_LOW, workspaceId, null, null, data);
    }

    /**
     * What is submitted for an audience on a day has reached a cap, and what is pending beyond it waits.
     *
     * @param kind {@code subscribers, credits, trigger} or {@code refresh}
     * @param trigger whose cap it is; null for none's
     * @param most that it allows, in subscribers or credits
     * @param day of UTC
     */
    public void audienceCapReached(
            long workspaceId, String kind, @Nullable String trigger, Number most, LocalDate day) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("cap", kind);
        if (trigger != null) {
            data.put("trigger", trigger);
        }
        data.put("most", most);
        data.put("day", day.toString());
        tell(EventType.AUDIENCE_CAP_REACHED, workspaceId, null, null, data);
    }

    /** Something to try a webhook with; the audience does not hear of it. */
    public Event test(long workspaceId, long webhookId) {
        return write(EventType.WEBHOOK_TEST, workspaceId, null, null, Map.of("webhookId", webhookId));
    }

    /** The event of that number. */
    public Optional<Event> find(long workspaceId, long id) {
        return events.find(workspaceId, id);
    }

    private Map<String, Object> standing(long workspaceId, JobStateTable.State state) {
        RowCounts rows = batches.counts(state.jobId());
        JobBalance money = ledger.job(workspaceId, state.jobId());
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("status", state.status().text());
        data.put("paused", state.paused());
        data.put("totalRecords", state.totalRows());
        data.put("completedRecords", rows.completed());
        data.put("failedRecords", rows.failed());
        data.put("inDoubtRecords", rows.inDoubt());
        data.put("estimatedCredits", Credits.amount(money.held()));
        data.put("spentCredits", Credits.amount(money.posted()));
        data.put("inDoubtCredits", Credits.amount(money.doubt()));
        return data;
    }

    private void tell(
            EventType type,
            long workspaceId,
            @Nullable Long jobId,
            JobStateTable.@Nullable Numbered numbered,
            Map<String, ?> data) {
        audience.hear(write(type, workspaceId, jobId, numbered, data));
    }

    private Event write(
            EventType type,
            long workspaceId,
            @Nullable Long jobId,
            JobStateTable.@Nullable Numbered numbered,
            Map<String, ?> data) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String publicId = "evt_" + HexFormat.of().formatHex(bytes);
        Instant at = (numbered == null ? time.now() : numbered.at()).truncatedTo(ChronoUnit.MILLIS);
        Long sequence = numbered == null ? null : numbered.sequence();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", publicId);
        body.put("type", type.text());
        body.put("createdAt", at.toString());
        body.put("workspaceId", workspaceId);
        if (numbered != null) {
            body.put("jobId", jobId);
            body.put("sequence", sequence);
        }
        body.put("data", data);
        String json = JSON.writeValueAsString(body);
        long id = events.insert(workspaceId, publicId, type, jobId, sequence, json, at);
        return new Event(id, workspaceId, publicId, type, jobId, sequence, json, at);
    }
}
