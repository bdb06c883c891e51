package dev.weir.server.rights;

import dev.weir.provider.Values;
import dev.weir.server.jobs.CellCodes;
import dev.weir.server.jobs.CellRef;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.problem.Problem;
import dev.weir.server.rights.ErasureTable.Place;
import dev.weir.server.rights.MentionTable.Numbered;
import dev.weir.server.suppression.Handle;
import dev.weir.server.suppression.Suppressions;
import dev.weir.server.waterfall.Step;
import dev.weir.server.workspace.Transactions;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells what a workspace keeps of a person or a company: their rows, each value with who gave it and when, what others said who
 * were not believed, what that cost, who was asked about them, and where results went; and the subscriber they are, with all
 * that came of them.
 *
 * <p>All rows of the workspace are looked through, as for an erasure. It is written part by part, in bounded memory; what
 * changes meanwhile may be in it or not.
 */
public final class Subjects {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Rows looked through in one transaction. */
    private static final int LOOKED = 5_000;

    private static final int MOST_JOBS_KEPT = 100;

    private static final List<String> KINDS = List.of("", "asked", "remembered", "followed", "not_asked");

    /** What {@code weir.enrichment_request} numbers. */
    private static final List<String> STATES = List.of("pending", "submitted", "completed", "failed");

    /** What {@code weir.subscriber} keeps of a value, and what it is called here. */
    private static final List<Map.Entry<String, String>> KEPT = List.of(
            Map.entry("v", "value"),
            Map.entry("t", "at"),
            Map.entry("s", "sourceId"),
            Map.entry("j", "jobId"),
            Map.entry("p", "provider"));

    private final Transactions transactions;
    private final MentionTable mentions;
    private final SubscriberMentionTable subscribers;
    private final SubjectTable table;
    private final Suppressions suppressions;
    private final Jobs jobs;

    public Subjects(JdbcClient jdbc, Transactions transactions, Suppressions suppressions, Jobs jobs) {
        this.transactions = transactions;
        this.mentions = new MentionTable(jdbc);
        this.subscribers = new SubscriberMentionTable(jdbc);
        this.table = new SubjectTable(jdbc);
        this.suppressions = suppressions;
        this.jobs = jobs;
    }

    /**
     * Writes it as one JSON object; opens transactions of its own.
     *
     * @param handles what the subject is known by
     * @throws Problem when there are none
     */
    public void write(long workspaceId, Collection<Handle> handles, OutputStream out) throws IOException {
        if (handles.isEmpty()) {
            throw Problem.invalid("nobody_named", "Say whom it is about: by e-mail address, LinkedIn URL or domain.");
        }
        Subject subject = new Subject(new LinkedHashSet<>(handles));
        while (learn(workspaceId, subject)) {
            // What was learnt may lead to more.
        }
        try (JsonGenerator json = JSON.createGenerator(out, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeName("handles");
            json.writePOJO(subject.handles().stream()
                    .map(handle -> Map.of("kind", handle.kind().text(), "value", handle.value()))
                    .toList());
            json.writeName("suppressed");
            json.writeBoolean(isSuppressed(workspaceId, subject));
            json.writeName("rows");
            json.writeStartArray();
            rows(workspaceId, subject, json);
            json.writeEndArray();
            json.writeName("subscribers");
            json.writeStartArray();
            subscribers(workspaceId, subject, json);
            json.writeEndArray();
            json.writeName("refusedArrivals");
            json.writeStartArray();
            refused(workspaceId, subject, json);
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private boolean isSuppressed(long workspaceId, Subject subject) {
        Set<Handle> all = new LinkedHashSet<>();
        subject.handles().forEach(handle -> all.addAll(handle.withDomains()));
        return transactions.in(
                workspaceId, () -> !suppressions.onList(workspaceId, all).isEmpty());
    }

    /** Returns whether something was learnt. */
    private boolean learn(long workspaceId, Subject subject) {
        boolean learnt = false;
        Place place = Place.START;
        while (!place.equals(MentionTable.END_OF_ROWS)) {
            Place from = place;
            Place to = transactions.in(workspaceId, () -> mentions.after(workspaceId, from, LOOKED));
            List<MentionTable.Found> found =
                    transactions.in(workspaceId, () -> mentions.rows(workspaceId, from, to, subject.mentions()));
            for (MentionTable.Found row : found) {
                Values known = row.known();
                learnt |= subject.is(known) && !subject.learn(known).isEmpty();
            }
            place = to;
        }
        long id = 0;
        while (id < Long.MAX_VALUE) {
            long from = id;
            long to =
                    transactions.in(workspaceId, () -> mentions.after(Numbered.SUBSCRIBERS, workspaceId, from, LOOKED));
            for (SubscriberMentionTable.Person person : people(workspaceId, subject, from, to)) {
                for (Values known : person.words()) {
                    learnt |= !subject.learn(known).isEmpty();
                }
            }
            id = to;
        }
        return learnt;
    }

    private List<SubscriberMentionTable.Person> people(long workspaceId, Subject subject, long from, long to) {
        return transactions
                .in(workspaceId, () -> subscribers.people(workspaceId, from, to, subject.mentions()))
                .stream()
                .filter(person -> person.is(subject))
                .toList();
    }

    private void subscribers(long workspaceId, Subject subject, JsonGenerator json) {
        long id = 0;
        while (id < Long.MAX_VALUE) {
            long from = id;
            long to =
                    transactions.in(workspaceId, () -> mentions.after(Numbered.SUBSCRIBERS, workspaceId, from, LOOKED));
            List<Long> theirs = people(workspaceId, subject, from, to).stream()
                    .map(SubscriberMentionTable.Person::id)
                    .toList();
            if (!theirs.isEmpty()) {
                transactions
                        .in(workspaceId, () -> subscriberDocuments(workspaceId, theirs))
                        .forEach(json::writePOJO);
            }
            id = to;
        }
    }

    /** What came of nobody, and mentions them. */
    private void refused(long workspaceId, Subject subject, JsonGenerator json) {
        long id = 0;
        while (id < Long.MAX_VALUE) {
            long from = id;
            long to = transactions.in(workspaceId, () -> mentions.after(Numbered.ARRIVALS, workspaceId, from, LOOKED));
            transactions
                    .in(workspaceId, () -> table.refused(workspaceId, from, to, subject.mentions()))
                    .forEach(arrival -> json.writePOJO(arrival(arrival)));
            id = to;
        }
    }

    private List<Map<String, Object>> subscriberDocuments(long workspaceId, List<Long> ids) {
        Map<Long, List<SubjectTable.Arrival>> arrivals = table.arrivals(workspaceId, ids);
        Map<Long, List<SubjectTable.Wanted>> wanted = table.wanted(workspaceId, ids);
        List<Map<String, Object>> documents = new ArrayList<>();
        for (SubjectTable.Subscriber one : table.subscribers(workspaceId, ids)) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("subscriberId", one.id());
            document.put("email", one.email());
            document.put("emailType", one.type());
            document.put("status", one.status());
            put(document, "source", one.source());
            document.put("since", one.createdAt().toString());
            document.put("given", kept(one.given()));
            document.put("found", kept(one.found()));
            if (one.score() != null) {
                document.put("score", one.score());
                put(document, "tier", one.tier());
            }
            if (one.working() != null) {
                document.put("working", JSON.readTree(one.working()));
            }
            document.put(
                    "history",
                    arrivals.getOrDefault(one.id(), List.of()).stream()
                            .map(Subjects::arrival)
                            .toList());
            document.put(
                    "enrichmentRequests",
                    wanted.getOrDefault(one.id(), List.of()).stream()
                            .map(Subjects::wanted)
                            .toList());
            documents.add(document);
        }
        return documents;
    }

    /** Each field with its value, when that was said or found, and by which source, or job and provider. */
    private static Map<String, Object> kept(String json) {
        Map<String, Object> kept = new LinkedHashMap<>();
        JSON.readTree(json).properties().forEach(field -> {
            Map<String, Object> one = new LinkedHashMap<>();
            KEPT.forEach(name -> {
                if (field.getValue().has(name.getKey())) {
                    one.put(name.getValue(), field.getValue().get(name.getKey()));
                }
            });
            kept.put(field.getKey(), one);
        });
        return kept;
    }

    private static Map<String, Object> arrival(SubjectTable.Arrival arrival) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("how", arrival.kind());
        put(document, "source", arrival.source());
        document.put("outcome", arrival.outcome());
        document.put("changes", JSON.readTree(arrival.changes()));
        put(document, "payload", arrival.payload());
        if (arrival.jobId() != null) {
            document.put("jobId", arrival.jobId());
        }
        document.put("at", arrival.at().toString());
        return document;
    }

    private static Map<String, Object> wanted(SubjectTable.Wanted wanted) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("blueprint", wanted.blueprint());
        document.put("state", STATES.get(wanted.state()));
        if (wanted.jobId() != null) {
            document.put("jobId", wanted.jobId());
        }
        put(document, "reason", wanted.reason());
        document.put("at", wanted.at().toString());
        return document;
    }

    private void rows(long workspaceId, Subject subject, JsonGenerator json) {
        Map<Long, Job> known = new HashMap<>();
        Place place = Place.START;
        while (!place.equals(MentionTable.END_OF_ROWS)) {
            Place from = place;
            Place to = transactions.in(workspaceId, () -> mentions.after(workspaceId, from, LOOKED));
            List<Map<String, Object>> written = transactions.in(workspaceId, () -> {
                List<MentionTable.Found> theirs = mentions.rows(workspaceId, from, to, subject.mentions()).stream()
                        .filter(row -> subject.is(row.known()))
                        .toList();
                return documents(workspaceId, theirs, known);
            });
            written.forEach(json::writePOJO);
            place = to;
        }
    }

    private List<Map<String, Object>> documents(long workspaceId, List<MentionTable.Found> rows, Map<Long, Job> known) {
        if (rows.isEmpty()) {
            return List.of();
        }
        List<CellRef> refs = rows.stream().map(MentionTable.Found::ref).toList();
        Map<CellRef, List<SubjectTable.Cell>> cells = table.cells(workspaceId, refs);
        Map<CellRef, List<SubjectTable.Said>> said = table.said(workspaceId, refs);
        Map<CellRef, List<SubjectTable.Delivered>> delivered = table.delivered(workspaceId, refs);
        List<Map<String, Object>> documents = new ArrayList<>();
        for (MentionTable.Found row : rows) {
            if (known.size() > MOST_JOBS_KEPT) {
                known.clear();
            }
            Job job = known.computeIfAbsent(row.ref().jobId(), id -> jobs.get(workspaceId, id));
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("jobId", job.id());
            document.put("rowIndex", row.ref().rowIndex());
            document.put("submittedAt", job.createdAt().toString());
            document.put("input", ValuesJson.read(row.input()).byField());
            document.put(
                    "values",
                    cells.getOrDefault(row.ref(), List.of()).stream()
                            .map(cell -> cell(job, cell))
                            .toList());
            document.put(
                    "records",
                    said.getOrDefault(row.ref(), List.of()).stream()
                            .map(one -> said(job, one))
                            .toList());
            document.put(
                    "deliveries",
                    delivered.getOrDefault(row.ref(), List.of()).stream()
                            .map(Subjects::delivered)
                            .toList());
            documents.add(document);
        }
        return documents;
    }

    private static Map<String, Object> cell(Job job, SubjectTable.Cell cell) {
        Step step = job.plan().steps().get(cell.step());
        ValuesJson.Sourced kept = ValuesJson.readSourced(cell.kept());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("step", step.name());
        document.put("state", CellCodes.state(cell.state()).text());
        put(document, "reason", cell.reason());
        document.put("kept", kept.values().byField());
        Map<String, String> sources = new LinkedHashMap<>();
        kept.sources().forEach((field, place) -> sources.put(field, provider(step, place)));
        document.put("sources", sources);
        document.put("at", cell.at().toString());
        return document;
    }

    /** What nobody gave was worked out, or came with an event. */
    private static String provider(Step step, int place) {
        return place < 0 ? "" : step.place(place).key();
    }

    private static Map<String, Object> said(Job job, SubjectTable.Said said) {
        Step step = job.plan().steps().get(said.step());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("step", step.name());
        document.put("provider", provider(step, said.place()));
        document.put("how", KINDS.get(said.kind()));
        document.put("late", said.late());
        document.put("verdict", said.verdict());
        put(document, "detail", said.detail());
        document.put("outputs", ValuesJson.read(said.outputs()).byField());
        document.put(
                "accepted",
                said.kept() == null ? List.of() : List.of(said.kept().split(",", -1)));
        document.put("charged", BigDecimal.valueOf(said.charged(), 3));
        document.put("vendorCost", BigDecimal.valueOf(said.vendorCertain(), 3));
        document.put("vendorCostPossible", BigDecimal.valueOf(said.vendorPossible(), 3));
        document.put("at", said.at().toString());
        return document;
    }

    private static Map<String, Object> delivered(SubjectTable.Delivered delivered) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("step", delivered.step());
        document.put("status", delivered.status());
        put(document, "table", delivered.table());
        document.put("at", delivered.at().toString());
        return document;
    }

    private static void put(Map<String, Object> document, String name, @Nullable String value) {
        if (value != null) {
            document.put(name, value);
        }
    }
}
