package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.weir.server.Weir;
import dev.weir.server.audience.Arrived;
import dev.weir.server.audience.From;
import dev.weir.server.audience.Kept;
import dev.weir.server.audience.Source;
import dev.weir.server.audience.Subscriber;
import dev.weir.server.audience.SubscriberEvent;
import dev.weir.server.audience.Subscribers;
import dev.weir.server.audience.Upload;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** The people who subscribed to something of a workspace's. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/audience/subscribers")
@Tag(name = "Audience")
class SubscriberRoutes {

    private static final String LIST = "subscribers";
    private static final String HISTORY = "subscriber-history";
    private static final String[] TYPES = {"personal", "corporate", "disposable", "role"};
    private static final String[] STATUSES = {"subscribed", "unsubscribed"};

    private final Weir weir;
    private final JsonMapper json;

    SubscriberRoutes(Weir weir, JsonMapper json) {
        this.weir = weir;
        this.json = json;
    }

    /** A person who subscribed. */
    @Schema(name = "Subscriber")
    record SubscriberView(
            long id,

            @Schema(description = "In lower case; by it the person is known")
            String email,

            @Schema(allowableValues = {"personal", "corporate", "disposable", "role"})
            String type,

            @Schema(allowableValues = {"subscribed", "unsubscribed"})
            String status,

            @Schema(description = "Slug of the first that spoke of the person")
            String source,

            @Schema(description = "What is known, by canonical field: said by sources, or found by enrichment")
            Map<String, Object> values,

            @Schema(
                    description =
                            "What the person is worth; …/score says why. Null as long as nobody has worked it out")
            @Nullable
            BigDecimal score,

            @Nullable String tier,
            Instant createdAt,

            @Schema(description = "When something of it last became otherwise")
            Instant changedAt,

            @Schema(description = "When a source last spoke of the person, whatever it said")
            Instant seenAt,

            @Schema(description = "When enrichment last ended well; null for never") @Nullable
            Instant enrichedAt) {

        /** @param sources slugs, by number @param foundFirst see {@link Subscriber#known} */
        static SubscriberView of(Subscriber subscriber, Map<Long, String> sources, Set<String> foundFirst) {
            Subscriber.Score score = subscriber.score();
            return new SubscriberView(
                    subscriber.id(),
                    subscriber.email(),
                    subscriber.type(),
                    STATUSES[subscriber.subscribed() ? 0 : 1],
                    Source.name(sources, subscriber.sourceId()),
                    new TreeMap<>(subscriber.known(foundFirst).byField()),
                    score == null ? null : score.points(),
                    score == null ? null : score.tier(),
                    subscriber.createdAt(),
                    subscriber.changedAt(),
                    subscriber.seenAt(),
                    subscriber.enrichedAt());
        }
    }

    /** Whose word a value is. */
    @Schema(name = "SubscriberProvenance")
    record Provenance(
            Object value,

            @Schema(allowableValues = {"source", "enrichment"})
            String by,

            @Schema(description = "Slug of the source that said it") @Nullable
            String source,

            @Schema(description = "The job that found it") @Nullable
            Long jobId,

            @Schema(description = "Who gave it to that job") @Nullable
            String provider,

            @Schema(description = "When it was said or found")
            Instant at) {

        static Provenance of(Kept kept, Map<Long, String> sources) {
            Long source = kept.sourceId();
            return new Provenance(
                    kept.value(),
                    source == null ? "enrichment" : "source",
                    source == null ? null : Source.name(sources, source),
                    kept.jobId(),
                    kept.provider(),
                    kept.at());
        }
    }

    /** A person who subscribed, and where what is known is from. */
    @Schema(name = "SubscriberDetail")
    record Detail(
            @JsonUnwrapped SubscriberView subscriber,

            @Schema(description = "Of each value that counts, but the address itself")
            Map<String, Provenance> provenance,

            @Schema(description = "What was said, or found, and counts for less than the value of the same field")
            Map<String, Provenance> overruled) {}

    @GetMapping
    @Needs(Role.VIEWER)
    @Operation(summary = "Subscribers, newest first")
    Answer<List<SubscriberView>> list(
            @PathVariable long workspaceId,
            PageWish wish,
            @Parameter(description = "Only the one of that address, however it is written") @RequestParam @Nullable
                    String email,
            @Parameter(description = "personal, corporate, disposable or role") @RequestParam @Nullable String type,
            @Parameter(description = "subscribed or unsubscribed") @RequestParam @Nullable String status,
            @Parameter(description = "Slug of the first source that spoke of them") @RequestParam @Nullable
                    String source,
            @RequestParam @Nullable String tier,
            @Parameter(description = "Whether enrichment has ever ended well") @RequestParam @Nullable
                    Boolean enriched) {
        if (type != null) {
            Given.oneOf("type", type, TYPES, Function.identity());
        }
        if (status != null) {
            Given.oneOf("status", status, STATUSES, Function.identity());
        }
        long[] at = wish.place(LIST, 1);
        return weir.transactions().in(workspaceId, () -> {
            Map<Long, String> sources = weir.sources().slugs(workspaceId);
            Set<String> foundFirst = weir.audienceSettings().get(workspaceId).foundFirst();
            Subscribers.Filter filter = new Subscribers.Filter(
                    type,
                    status == null ? null : status.equals(STATUSES[0]),
                    source == null ? null : source(weir, workspaceId, source).id(),
                    tier,
                    enriched,
                    email);
            Subscribers subscribers = weir.subscribers();
            return Answer.page(
                    wish,
                    LIST,
                    at == null ? subscribers.count(workspaceId, filter) : at[1],
                    subscribers.page(
                            workspaceId, filter, at == null ? Long.MAX_VALUE : at[0], wish.offset(), wish.limit() + 1),
                    subscriber -> SubscriberView.of(subscriber, sources, foundFirst),
                    subscriber -> new long[] {subscriber.id()});
        });
    }

    private static Source source(Weir weir, long workspaceId, String slug) {
        return weir.sources()
                .find(workspaceId, slug)
                .orElseThrow(() -> Problem.invalid("unknown_source", "There is no source '" + slug + "'.")
                        .at("/source", "is the slug of a source, as GET …/audience/sources lists them"));
    }

    /**
     * The source that arrivals are said to come from, which takes them.
     *
     * @param slug null for the usual one
     * @param usual the one that is there without anybody having made it
     */
    static Source taking(Weir weir, long workspaceId, @Nullable String slug, String usual) {
        Source source = source(weir, workspaceId, slug == null ? usual : slug);
        if (!source.active()) {
            throw Problem.conflict(
                    "source_inactive",
                    "Source '" + source.slug()
                            + "' is switched off, and nothing is taken from it. Switch it on, or name"
                            + " another one.");
        }
        return source;
    }

    /** Subscribers that are sent. */
    @Schema(name = "NewSubscribers")
    record NewSubscribers(
            @Schema(description = "Slug of the source that says so; api unless said") @Nullable
            String source,

            @Schema(
                    description =
                            "At most 10,000, each an object with email and any canonical fields. subscribed: false says"
                                    + " that the person has left. occurredAt: when all this was so; of two words about a"
                                    + " field the newer one counts, unless the source only fills blanks",
                    requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            List<Map<String, Object>> subscribers) {}

    /** What became of one. */
    @Schema(name = "TakenSubscriber")
    record Taken(
            @Schema(description = "JSON Pointer to it in the body")
            String pointer,

            @Schema(allowableValues = {"created", "updated", "unchanged", "refused"})
            String outcome,

            @Schema(description = "Null where it was refused") @Nullable
            Long id,

            @Schema(description = "Why it was refused, or is of no effect") @Nullable
            String reason) {}

    /** What became of those that were sent. */
    @Schema(name = "TakenSubscribers")
    record TakenAll(
            long created,
            long updated,
            long unchanged,
            long refused,

            @Schema(description = "In the order of the body")
            List<Taken> subscribers,

            @Schema(description = "The first 100 values that could not be used, and were left out")
            List<Problem.At> warnings) {

        static TakenAll of(List<Arrived> arrived, List<Problem.At> warnings) {
            Upload.Counts counts = Upload.Counts.of(arrived);
            List<Taken> taken = new ArrayList<>(arrived.size());
            for (int i = 0; i < arrived.size(); i++) {
                Arrived one = arrived.get(i);
                taken.add(new Taken("/subscribers/" + i, one.outcome().word(), one.subscriberId(), one.reason()));
            }
            return new TakenAll(
                    counts.created(), counts.updated(), counts.unchanged(), counts.refused(), taken, warnings);
        }
    }

    @PostMapping
    @Needs(Role.MEMBER)
    @Operation(
            summary = "Create or update subscribers, each by its e-mail address",
            description =
                    "All are taken in at once; an address that is none refuses its subscriber alone. What follows, such as"
                            + " triggers and scores, happens behind the answer.")
    ResponseEntity<Answer<TakenAll>> receive(
            @PathVariable long workspaceId, @RequestBody NewSubscribers body, Act act) {
        SentSubscribers sent = SentSubscribers.read(body.subscribers(), json);
        return act.once("subscribers.received", body, () -> {
            Source source = taking(weir, workspaceId, body.source(), Source.API);
            List<Arrived> arrived = weir.subscribers()
                    .receive(workspaceId, new From(source.id(), source.merge(), From.Kind.API), sent.arrivals());
            return Made.changed(
                    arrived.size() == 1 ? "one subscriber" : arrived.size() + " subscribers",
                    TakenAll.of(arrived, sent.warnings()));
        });
    }

    @GetMapping("/{subscriberId}")
    @Needs(Role.VIEWER)
    @Operation(summary = "A subscriber, and whose word each value is")
    Answer<Detail> show(@PathVariable long workspaceId, @PathVariable long subscriberId) {
        return weir.transactions().in(workspaceId, () -> {
            Subscriber subscriber = get(workspaceId, subscriberId);
            Map<Long, String> sources = weir.sources().slugs(workspaceId);
            Set<String> foundFirst = weir.audienceSettings().get(workspaceId).foundFirst();
            Map<String, Provenance> provenance = new TreeMap<>();
            Map<String, Provenance> overruled = new TreeMap<>();
            subscriber.given().forEach((field, kept) -> provenance.put(field, Provenance.of(kept, sources)));
            subscriber.found().forEach((field, kept) -> {
                Provenance found = Provenance.of(kept, sources);
                Provenance given = provenance.get(field);
                if (field.equals(subscriber.emailField())) {
                    overruled.put(field, found);
                } else if (given == null || foundFirst.contains(field)) {
                    provenance.put(field, found);
                    if (given != null) {
                        overruled.put(field, given);
                    }
                } else {
                    overruled.put(field, found);
                }
            });
            return Answer.of(new Detail(SubscriberView.of(subscriber, sources, foundFirst), provenance, overruled));
        });
    }

    private Subscriber get(long workspaceId, long id) {
        Subscriber subscriber =
                weir.subscribers().find(workspaceId, List.of(id)).get(id);
        if (subscriber == null) {
            throw Problem.notFound("unknown_subscriber", "There is no subscriber " + id + ".");
        }
        return subscriber;
    }

    /** What a field was before and is after. */
    @Schema(name = "SubscriberChange")
    record ChangeView(
            @Schema(description = "A canonical field, or status")
            String field,

            @Schema(description = "Null for nothing") @Nullable
            Object before,

            @Schema(description = "Null for nothing") @Nullable
            Object after) {}

    /** What came of a subscriber. */
    @Schema(name = "SubscriberEvent")
    record EventView(
            long id,

            @Schema(allowableValues = {"delivery", "upload", "api", "enrichment"})
            String kind,

            @Schema(description = "Slug of the source; null for enrichment") @Nullable
            String source,

            @Schema(allowableValues = {"created", "updated", "unchanged"})
            String outcome,

            List<ChangeView> changes,

            @Schema(description = "Why it was of no effect") @Nullable
            String reason,

            @Schema(description = "The job that found it") @Nullable
            Long jobId,

            @Schema(description = "Of its row in that job, from 0") @Nullable
            Integer rowIndex,

            @Schema(description = "As the source says, else when it came")
            Instant occurredAt,

            @Schema(description = "When it came") Instant at) {

        static EventView of(SubscriberEvent event, Map<Long, String> sources) {
            return new EventView(
                    event.id(),
                    event.kind(),
                    event.sourceId() == null ? null : Source.name(sources, event.sourceId()),
                    event.outcome().word(),
                    event.changes().entrySet().stream()
                            .map(change -> new ChangeView(
                                    change.getKey(),
                                    change.getValue().before(),
                                    change.getValue().after()))
                            .toList(),
                    event.reason(),
                    event.jobId(),
                    event.rowIdx(),
                    event.occurredAt(),
                    event.at());
        }
    }

    /** What came of a subscriber, verbatim. */
    @Schema(name = "SubscriberEventDetail")
    record EventDetail(
            @JsonUnwrapped EventView event,

            @Schema(description = "As it came; null for enrichment, and once retention has let go of it") @Nullable
            String payload) {}

    @GetMapping("/{subscriberId}/history")
    @Needs(Role.VIEWER)
    @Operation(
            summary = "What came of a subscriber and what it changed, newest first",
            description = "What said nothing new is only there where it was delivered.")
    Answer<List<EventView>> history(@PathVariable long workspaceId, @PathVariable long subscriberId, PageWish wish) {
        long[] at = wish.place(HISTORY, 2);
        if (at != null && at[0] != subscriberId) {
            throw Problem.invalid("bad_cursor", "The cursor is of another subscriber's history; begin without one.")
                    .at("/cursor", "must be a nextCursor of this list");
        }
        return weir.transactions().in(workspaceId, () -> {
            get(workspaceId, subscriberId);
            Map<Long, String> sources = weir.sources().slugs(workspaceId);
            Subscribers subscribers = weir.subscribers();
            return Answer.page(
                    wish,
                    HISTORY,
                    at == null ? subscribers.countHistory(workspaceId, subscriberId) : at[2],
                    subscribers.history(
                            workspaceId,
                            subscriberId,
                            at == null ? Long.MAX_VALUE : at[1],
                            wish.offset(),
                            wish.limit() + 1),
                    event -> EventView.of(event, sources),
                    event -> new long[] {subscriberId, event.id()});
        });
    }

    @GetMapping("/{subscriberId}/history/{eventId}")
    @Needs(Role.VIEWER)
    @Operation(summary = "One event of a subscriber's history, with what came, verbatim")
    Answer<EventDetail> event(
            @PathVariable long workspaceId, @PathVariable long subscriberId, @PathVariable long eventId) {
        return weir.transactions().in(workspaceId, () -> {
            SubscriberEvent event = weir.subscribers()
                    .event(workspaceId, subscriberId, eventId)
                    .orElseThrow(() -> Problem.notFound(
                            "unknown_event",
                            "Subscriber " + subscriberId + " has no event " + eventId + " in its history."));
            return Answer.of(new EventDetail(EventView.of(event, weir.sources().slugs(workspaceId)), event.payload()));
        });
    }
}
