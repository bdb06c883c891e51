package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.audience.Delivery;
import dev.weir.server.audience.Mapping;
import dev.weir.server.audience.Signature;
import dev.weir.server.audience.Source;
import dev.weir.server.audience.SourceTemplate;
import dev.weir.server.audience.SourceTemplates;
import dev.weir.server.audience.Sources;
import dev.weir.server.audience.Timetable;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Where subscribers come from. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/audience")
@Tag(name = "Audience")
class SourceRoutes {

    private static final String LIST = "audience-sources";
    private static final String MAPPING =
            "What of a delivery means what, by JSON Pointers: email, and as far as wanted items,"
                    + " document, fields, occurredAt, deliveryId, only, unsubscribed, subscribed. See"
                    + " docs/reference/audience-sources.md";
    private static final int TIMES = 5;

    private final Weir weir;
    private final Sources sources;
    private final @Nullable URI publicUrl;

    SourceRoutes(Weir weir, RunningWeir running) {
        this.weir = weir;
        this.sources = weir.sources();
        this.publicUrl = running.publicUrl();
    }

    @Schema(name = "Source")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SourceView(
            long id,
            String slug,
            @Nullable String title,
            @Nullable String template,

            @Schema(description = "How deliveries are signed; absent where nothing is delivered") @Nullable
            Signature signature,

            @Schema(description = MAPPING, implementation = Object.class, types = "object") @Nullable
            JsonNode mapping,

            @Schema(
                    allowableValues = {"newer", "blanks"},
                    description = "newer: what was said later counts. blanks: what is known stays")
            String merge,

            @Schema(
                    description =
                            "When what is pending from here is submitted: minute, hour, day of month, month, day of week")
            @Nullable
            String cron,

            @Nullable String cronZone,

            @Schema(description = "The next times of cron") @Nullable
            List<Instant> nextTimes,

            boolean isActive,

            @Schema(description = "Whether it is there by itself: api and upload")
            boolean builtIn,

            @Schema(description = "Whether nothing can be taken yet, since the secret that the tool shows is not set")
            boolean lacksSecret,

            @Schema(description = "Until when the secret before the newest counts, too") @Nullable
            Instant previousSecretUntil,

            String createdBy,
            Instant createdAt,
            Instant updatedAt) {}

    @Schema(name = "SourceShown")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Shown(
            SourceView source,

            @Schema(
                    description =
                            "Where the tool is to deliver, in the first answer alone: whoever knows it may try. Without"
                                    + " WEIR_PUBLIC_URL it is a path at this server",
                    example = "https://weir.example.com/api/v1/sources/src_1_…")
            @Nullable
            String address,

            @Schema(description = "What deliveries are signed with, in the first answer alone") @Nullable
            String secret,

            @Schema(description = "What is to be done next, or where what is not shown again is") @Nullable
            String note) {

        /** Without what is secret: it may end in a log. */
        @Override
        public String toString() {
            return "Shown[" + source.slug() + "]";
        }
    }

    @Schema(name = "SourceWish")
    record NewSource(
            @Schema(
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    description = "Its name: lower-case letters, digits and hyphens",
                    maxLength = 63)
            @Nullable
            String slug,

            @Nullable String title,

            @Schema(
                    description =
                            "Of a tool, see /audience/source-templates: gives signature and mapping, as far as they are"
                                    + " not said")
            @Nullable
            String template,

            @Nullable Signature signature,

            @Schema(description = MAPPING, implementation = Object.class, types = "object") @Nullable
            JsonNode mapping,

            @Schema(allowableValues = {"newer", "blanks"}) @Nullable
            String merge,

            @Nullable String cron,

            @Schema(description = "Such as Europe/Berlin; UTC, unless said") @Nullable
            String cronZone,

            @Schema(description = "True, unless said") @Nullable
            Boolean isActive,

            @Schema(description = "That the tool shows; without, one is made and shown") @Nullable
            String secret) {

        Sources.Wish wish() {
            return new Sources.Wish(
                    title, template, signature, mapping, merge, cron, cronZone, isActive == null || isActive, secret);
        }

        /** Without the secret: it may end in a log. */
        @Override
        public String toString() {
            return "NewSource[" + slug + "]";
        }
    }

    @Schema(name = "SourceChange")
    record SourceChange(
            @Nullable String title,
            @Nullable String template,
            @Nullable Signature signature,

            @Schema(description = MAPPING, implementation = Object.class, types = "object") @Nullable
            JsonNode mapping,

            @Schema(allowableValues = {"newer", "blanks"}) @Nullable
            String merge,

            @Nullable String cron,
            @Nullable String cronZone,
            @Nullable Boolean isActive,

            @Schema(description = "That the tool shows; without, it stays as it is") @Nullable
            String secret) {

        Sources.Wish wish() {
            return new Sources.Wish(
                    title, template, signature, mapping, merge, cron, cronZone, isActive == null || isActive, secret);
        }

        /** Without the secret: it may end in a log. */
        @Override
        public String toString() {
            return "SourceChange[" + title + "]";
        }
    }

    @Schema(name = "SourceSecret")
    record NewSecret(
            @Schema(description = "That the tool shows; without, one is made and shown") @Nullable
            String secret) {

        @Override
        public String toString() {
            return "NewSecret[]";
        }
    }

    @Schema(name = "SourceDeleted")
    record Deleted(
            String slug,

            @Schema(description = "False where subscribers came from it: then it is inactive instead")
            boolean deleted) {}

    @Schema(name = "SourceTry")
    record Try(
            @Schema(
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    description = "What the tool would send: JSON, or the body itself as a text",
                    implementation = Object.class)
            @Nullable
            JsonNode payload,

            @Schema(description = "What stands beside it; with the signature in them, that is judged, too") @Nullable
            Map<String, String> headers,

            @Schema(
                    description = "To be tried before it is kept; the source's own, unless said",
                    implementation = Object.class,
                    types = "object")
            @Nullable
            JsonNode mapping) {}

    @Schema(name = "SourceTried")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Tried(
            @Schema(description = "Whether the signature holds; absent where none was given") @Nullable
            Boolean genuine,

            List<TriedItem> items) {}

    /** A person, as a delivery would tell of one. */
    @Schema(name = "SourceTriedItem")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TriedItem(
            @Schema(
                    allowableValues = {"taken", "refused", "ignored"},
                    description = "ignored: of a type that is not taken")
            String outcome,

            @Schema(description = "Why it would be refused") @Nullable
            String reason,

            @Schema(description = "As it would be known") @Nullable
            String email,

            @Schema(allowableValues = {"personal", "corporate", "disposable", "role"}) @Nullable
            String emailType,

            @Schema(description = "By canonical field") Map<String, Object> values,

            @Schema(description = "Absent where nothing is said of that") @Nullable
            Boolean subscribed,

            @Nullable Instant occurredAt,
            @Nullable String deliveryId,

            @Schema(description = "What could not be read, and would be left out")
            List<String> warnings) {

        static TriedItem of(Mapping.Item item) {
            String email = item.canonicalEmail().orElse(null);
            return new TriedItem(
                    item.ignored() ? "ignored" : email == null ? "refused" : "taken",
                    item.ignored() || email != null
                            ? null
                            : item.email().isBlank()
                                    ? "There is no e-mail address where the mapping says."
                                    : "What stands where the e-mail address should is none.",
                    email,
                    item.emailType().orElse(null),
                    item.values().byField(),
                    item.subscribed(),
                    item.occurredAt(),
                    item.deliveryId(),
                    item.warnings());
        }
    }

    /** How a tool delivers. */
    @Schema(name = "SourceTemplate")
    record TemplateView(
            String slug,
            String title,

            @Schema(allowableValues = {"newsletter", "form", "other"})
            String kind,

            @Schema(
                    allowableValues = {"weir", "tool", "none"},
                    description = "Who makes the secret; none: the address alone is one")
            String secretFrom,

            Signature signature,

            @Schema(description = MAPPING, implementation = Object.class, types = "object")
            JsonNode mapping,

            @Schema(description = "What is done at the tool")
            List<String> setUp,

            @Schema(description = "The pages that say how it delivers")
            List<String> sources,

            @Schema(description = "What no page was found for")
            List<String> unconfirmed) {

        static TemplateView of(SourceTemplate template) {
            return new TemplateView(
                    template.slug(),
                    template.title(),
                    template.kind(),
                    template.secretFrom(),
                    template.signature(),
                    template.mapping(),
                    template.setUp(),
                    template.sources(),
                    template.unconfirmed());
        }
    }

    @GetMapping("/source-templates")
    @Needs(Role.VIEWER)
    @Operation(
            summary = "How common newsletter and form tools deliver",
            description = "What each signs with and where in its deliveries what stands, to make a source of it.")
    Answer<List<TemplateView>> templates(@PathVariable long workspaceId) {
        return Answer.of(SourceTemplates.all().stream().map(TemplateView::of).toList());
    }

    @GetMapping("/sources")
    @Needs(Role.VIEWER)
    @Operation(summary = "Where subscribers come from, the oldest source first")
    Answer<List<SourceView>> list(@PathVariable long workspaceId, PageWish wish) {
        long[] at = wish.place(LIST, 1);
        return weir.transactions()
                .in(
                        workspaceId,
                        () -> Answer.page(
                                wish,
                                LIST,
                                at == null ? sources.count(workspaceId) : at[1],
                                sources.page(workspaceId, at == null ? 0 : at[0], wish.offset(), wish.limit() + 1),
                                this::view,
                                source -> new long[] {source.id()}));
    }

    @PostMapping("/sources")
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Make a source",
            description =
                    "With a template, or a signature and a mapping, it has an address to which a tool delivers; that and"
                            + " the secret are shown in this answer alone. Without, it only names where other things come from.")
    ResponseEntity<Answer<Shown>> create(@PathVariable long workspaceId, @RequestBody NewSource wish, Act act) {
        String slug = Given.required("slug", wish.slug());
        return act.once("audience.source_created", wish, () -> {
            Sources.Shown made =
                    sources.create(workspaceId, slug, wish.wish(), act.caller().text());
            return Made.created(
                            subject(slug),
                            shown(made),
                            "/api/v1/workspaces/" + workspaceId + "/audience/sources/" + slug)
                    .keeping(hidden(made.source()));
        });
    }

    @GetMapping("/sources/{slug}")
    @Needs(Role.VIEWER)
    @Operation(summary = "A source, without its address and its secret")
    Answer<SourceView> show(@PathVariable long workspaceId, @PathVariable String slug) {
        return Answer.of(weir.transactions().in(workspaceId, () -> view(sources.get(workspaceId, slug))));
    }

    @PutMapping("/sources/{slug}")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Put a source in the place of what it was",
            description =
                    "What is not said is as of a new one. Its address and its secret stay. Of api and upload title, merge"
                            + " and cron can be said.")
    ResponseEntity<Answer<Shown>> change(
            @PathVariable long workspaceId, @PathVariable String slug, @RequestBody SourceChange change, Act act) {
        return act.change(
                "audience.source_changed",
                () -> Made.changed(subject(slug), shown(sources.change(workspaceId, slug, change.wish()))));
    }

    @DeleteMapping("/sources/{slug}")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Delete a source",
            description =
                    "One that subscribers came from is made inactive instead: nothing is taken at its address any more.")
    ResponseEntity<Answer<Deleted>> delete(@PathVariable long workspaceId, @PathVariable String slug, Act act) {
        return act.change(
                "audience.source_deleted",
                () -> Made.changed(subject(slug), new Deleted(slug, sources.delete(workspaceId, slug))));
    }

    @PostMapping("/sources/{slug}/address")
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Give a source a new address, which is shown this once",
            description = "What is sent to the one before is refused from now on.")
    ResponseEntity<Answer<Shown>> readdress(@PathVariable long workspaceId, @PathVariable String slug, Act act) {
        return act.once(
                "audience.source_readdressed", Map.of(), () -> made(sources.readdress(workspaceId, slug), workspaceId));
    }

    @PostMapping("/sources/{slug}/secret")
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Give a source a new secret",
            description =
                    "The tool's, or one that is made and shown this once. For 24 hours the one before counts, too.")
    ResponseEntity<Answer<Shown>> resecret(
            @PathVariable long workspaceId, @PathVariable String slug, @RequestBody NewSecret wish, Act act) {
        return act.once(
                "audience.source_secret_changed",
                wish,
                () -> made(sources.resecret(workspaceId, slug, wish.secret()), workspaceId));
    }

    @PostMapping("/sources/{slug}/try")
    @Needs(Role.MEMBER)
    @Operation(
            summary = "What a source would make of a delivery",
            description = "Reads it as if it had come, and keeps nothing.")
    @ApiResponse(
            responseCode = "409",
            description = "Nothing is delivered to that source",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
    Answer<Tried> tryOut(@PathVariable long workspaceId, @PathVariable String slug, @RequestBody Try wish) {
        JsonNode payload = Given.required("payload", wish.payload());
        Map<String, String> headers = Objects.requireNonNullElse(wish.headers(), Map.of());
        String contentType = headers.entrySet().stream()
                .filter(header -> header.getKey().toLowerCase(Locale.ROOT).equals("content-type"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
        String body = payload.isString() ? payload.asString() : payload.toString();
        Delivery delivery = new Delivery(headers, contentType, body.getBytes(StandardCharsets.UTF_8));
        Sources.Tried tried =
                weir.transactions().in(workspaceId, () -> sources.tryOut(workspaceId, slug, delivery, wish.mapping()));
        return Answer.of(new Tried(
                tried.genuine(), tried.items().stream().map(TriedItem::of).toList()));
    }

    private Made<Shown> made(Sources.Shown made, long workspaceId) {
        String slug = made.source().slug();
        return Made.created(
                        subject(slug), shown(made), "/api/v1/workspaces/" + workspaceId + "/audience/sources/" + slug)
                .keeping(hidden(made.source()));
    }

    private static String subject(String slug) {
        return "source " + slug;
    }

    private Shown shown(Sources.Shown made) {
        String path = made.token() == null ? null : "/api/v1/sources/" + made.token();
        String address = path == null || publicUrl == null ? path : publicUrl + path;
        String note = made.source().lacksSecret()
                ? "Nothing is taken until the secret that the tool shows is set: POST …/audience/sources/"
                        + made.source().slug() + "/secret."
                : null;
        return new Shown(view(made.source()), address, made.secret(), note);
    }

    private Shown hidden(Source source) {
        return new Shown(
                view(source),
                null,
                null,
                "Address and secret were shown once, in the first answer to this request. If they were lost, give it new"
                        + " ones.");
    }

    private SourceView view(Source source) {
        Timetable timetable = source.timetable();
        Mapping mapping = source.mapping();
        return new SourceView(
                source.id(),
                source.slug(),
                source.title(),
                source.template(),
                source.signature(),
                mapping == null ? null : mapping.written(),
                source.merge().name().toLowerCase(Locale.ROOT),
                timetable == null ? null : timetable.cron(),
                timetable == null ? null : timetable.zone(),
                timetable == null ? null : sources.times(timetable, TIMES),
                source.active(),
                source.builtIn(),
                source.lacksSecret(),
                source.previousSecretUntil(),
                source.createdBy(),
                source.createdAt(),
                source.updatedAt());
    }
}
