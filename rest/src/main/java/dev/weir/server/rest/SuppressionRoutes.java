package dev.weir.server.rest;

import dev.weir.server.Weir;
import dev.weir.server.problem.Mistakes;
import dev.weir.server.problem.Problem;
import dev.weir.server.suppression.Handle;
import dev.weir.server.suppression.Suppressions;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whom a workspace never asks about. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/suppressions")
@Tag(name = "Rights")
class SuppressionRoutes {

    private static final int MOST = 10_000;

    /** Of what is wrong with a body, as much as is told. */
    private static final int NAMED = 100;

    private final Weir weir;

    SuppressionRoutes(Weir weir) {
        this.weir = weir;
    }

    /** Whom a body is about. */
    @Schema(name = "Suppressed")
    record Body(
            @Schema(
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    description =
                            "E-mail addresses, LinkedIn URLs, domains and phone numbers, however they are written; at"
                                    + " most 10,000. A domain stands for a company and everybody there, and for what is below it.",
                    example = "[\"jane@acme.example\", \"linkedin.com/in/jane-doe\", \"acme.example\"]")
            @Nullable
            List<@Nullable String> values) {}

    /** How long a list is. */
    @Schema(name = "SuppressionCounts")
    record Counts(long emails, long linkedinUrls, long domains, long phones) {

        static Counts of(Map<Handle.Kind, Long> counts) {
            return new Counts(
                    counts.getOrDefault(Handle.Kind.EMAIL, 0L),
                    counts.getOrDefault(Handle.Kind.LINKEDIN, 0L),
                    counts.getOrDefault(Handle.Kind.DOMAIN, 0L),
                    counts.getOrDefault(Handle.Kind.PHONE, 0L));
        }
    }

    /** What a change did. */
    @Schema(name = "SuppressionChange")
    record Change(
            @Schema(description = "Entries that were added or removed; the others were there, or not there, before")
            int changed,

            @Schema(description = "The list as it is now") Counts counts) {}

    /** Whether one is on the list. */
    @Schema(name = "SuppressionCheck")
    record Check(
            @Schema(description = "Its place among the values, from 0")
            int index,

            @Schema(description = "What it was read as") String kind,

            @Schema(description = "Whether nobody is asked about it: by an entry of its own, or one of its domain")
            boolean suppressed) {}

    @GetMapping
    @Needs(Role.VIEWER)
    @Operation(
            summary = "How many are on the suppression list",
            description = "Who is on it is not kept: of each entry a keyed hash is. Ask about somebody with check.")
    Answer<Counts> show(@PathVariable long workspaceId) {
        return Answer.of(Counts.of(
                weir.transactions().in(workspaceId, () -> weir.suppressions().counts(workspaceId))));
    }

    @PostMapping
    @Needs(Role.MEMBER)
    @Operation(
            summary = "Put people and companies on the suppression list",
            description =
                    "Nobody is asked about them any more: their cells are skipped as suppressed, at no cost. Runs that"
                            + " begin after the answer know it, those under way within a second; a call that has left by then is settled"
                            + " as any. What is known of them stays: erasures remove that.")
    ResponseEntity<Answer<Change>> add(@PathVariable long workspaceId, @RequestBody Body body, Act act) {
        List<Handle> handles = handles(body);
        return act.once("suppressions.added", body, () -> {
            Suppressions list = weir.suppressions();
            int added = list.add(workspaceId, handles, act.caller().text());
            return Made.changed(entries(added), new Change(added, Counts.of(list.counts(workspaceId))));
        });
    }

    @PostMapping("/remove")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Take people and companies off the suppression list",
            description = "Cells that were skipped stay so; a rerun asks.")
    ResponseEntity<Answer<Change>> remove(@PathVariable long workspaceId, @RequestBody Body body, Act act) {
        List<Handle> handles = handles(body);
        return act.once("suppressions.removed", body, () -> {
            Suppressions list = weir.suppressions();
            int removed = list.remove(workspaceId, handles);
            return Made.changed(entries(removed), new Change(removed, Counts.of(list.counts(workspaceId))));
        });
    }

    @PostMapping("/check")
    @Needs(Role.MEMBER)
    @Operation(summary = "Whether people and companies are on the suppression list")
    Answer<List<Check>> check(@PathVariable long workspaceId, @RequestBody Body body) {
        List<Handle> handles = handles(body);
        Map<Integer, Set<Handle>> subjects = new HashMap<>();
        for (int i = 0; i < handles.size(); i++) {
            subjects.put(i, handles.get(i).withDomains());
        }
        Set<Integer> suppressed =
                weir.transactions().in(workspaceId, () -> weir.suppressions().suppressed(workspaceId, subjects));
        List<Check> checks = new ArrayList<>(handles.size());
        for (int i = 0; i < handles.size(); i++) {
            checks.add(new Check(i, handles.get(i).kind().text(), suppressed.contains(i)));
        }
        return Answer.of(checks);
    }

    private static String entries(int count) {
        return count == 1 ? "1 entry" : count + " entries";
    }

    /** Without any value in what it says: it may be logged by whoever sent it. */
    private static List<Handle> handles(Body body) {
        List<@Nullable String> values = Given.required("values", body.values());
        if (values.isEmpty()) {
            throw Problem.invalid("no_values", "There are no values in the body; give at least one.")
                    .at("/values", "must hold at least one value");
        }
        if (values.size() > MOST) {
            throw new Problem(
                    Problem.Kind.TOO_LARGE,
                    "too_many_values",
                    "A body holds at most " + MOST + " values, and this one has " + values.size()
                            + ". Send them in several.");
        }
        List<Handle> handles = new ArrayList<>(values.size());
        Mistakes wrong = new Mistakes(NAMED);
        for (int i = 0; i < values.size() && !wrong.full(); i++) {
            String value = values.get(i);
            Handle handle = value == null ? null : Handle.read(value).orElse(null);
            if (handle == null) {
                wrong.note("/values/" + i, "is no e-mail address, LinkedIn URL, domain or phone number");
            } else {
                handles.add(handle);
            }
        }
        wrong.orThrow("bad_handle", "Some values cannot be read, and nothing was done. The first");
        return handles;
    }
}
