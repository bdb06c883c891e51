package dev.weir.server.rest;

import dev.weir.provider.FreeCall;
import dev.weir.provider.Nearest;
import dev.weir.provider.Provider;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.egress.Access;
import dev.weir.server.problem.Problem;
import dev.weir.server.vault.Credential;
import dev.weir.server.workspace.Caller;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a workspace shows to providers: it can be set, replaced, removed and tested, and never read. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/credentials")
@Tag(name = "Credentials")
class CredentialRoutes {

    private static final Duration TEST_DEADLINE = Duration.ofSeconds(20);
    private static final int LONGEST_SECRET = 4_096;

    private final Weir weir;
    private final RunningWeir running;

    CredentialRoutes(Weir weir, RunningWeir running) {
        this.weir = weir;
        this.running = running;
    }

    /** A credential as it is shown: never its secrets. */
    record CredentialView(
            String provider,

            @Schema(description = "Grows each time it is set")
            int version,

            @Schema(description = "The names of the secrets that are set")
            List<String> secrets,

            @Schema(description = "Who set it, as the audit writes it")
            String setBy,

            Instant setAt) {

        static CredentialView of(Credential credential) {
            return new CredentialView(
                    credential.provider(),
                    credential.version(),
                    credential.secrets(),
                    credential.setBy(),
                    credential.setAt());
        }
    }

    /** What is set. Its text form shows no secret. */
    record CredentialWish(
            @Schema(
                    description =
                            "All secrets that the provider needs, by name, such as api_key; optional ones as you have them")
            @Nullable
            Map<String, String> secrets) {

        @Override
        public String toString() {
            return "CredentialWish[not shown]";
        }
    }

    /** What is left of a credential that was removed. */
    record CredentialRemoved(String provider) {}

    /** What a vendor said of a credential. */
    record CredentialTested(
            String provider,

            @Schema(
                    description = "valid, rejected, out_of_credits (it is taken, and its balance is used up),"
                            + " unreachable, or unclear")
            String result,

            @Schema(description = "In the vendor's words where it has any, without our secrets")
            String detail) {}

    @GetMapping
    @Needs(Role.ADMIN)
    @Operation(summary = "The credentials that are set, without their secrets")
    Answer<List<CredentialView>> list(@PathVariable long workspaceId) {
        return Answer.of(
                weir.transactions().in(workspaceId, () -> weir.credentials().all(workspaceId)).stream()
                        .map(CredentialView::of)
                        .toList());
    }

    @GetMapping("/{provider}")
    @Needs(Role.ADMIN)
    @Operation(summary = "One credential, without its secrets")
    Answer<CredentialView> show(@PathVariable long workspaceId, @PathVariable String provider) {
        weir.catalog().get(provider);
        return Answer.of(weir.transactions()
                .in(workspaceId, () -> weir.credentials().find(workspaceId, provider))
                .map(CredentialView::of)
                .orElseThrow(() -> none(provider)));
    }

    @PutMapping("/{provider}")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Set or replace a credential",
            description = "No call leaves with the earlier one later than a second after the answer, on any server. The"
                    + " new one begins with a clean slate: a stop of the earlier one is not its own.")
    ResponseEntity<Answer<CredentialView>> put(
            @PathVariable long workspaceId, @PathVariable String provider, @RequestBody CredentialWish wish, Act act) {
        Map<String, String> secrets = checked(weir.catalog().get(provider), wish);
        return act.change("credential.set", () -> {
            Credential set = weir.credentials()
                    .put(workspaceId, provider, secrets, act.caller().text());
            return Made.changed("credential " + provider + " v" + set.version(), CredentialView.of(set));
        });
    }

    @DeleteMapping("/{provider}")
    @Needs(Role.ADMIN)
    @Operation(summary = "Remove a credential for good")
    ResponseEntity<Answer<CredentialRemoved>> remove(
            @PathVariable long workspaceId, @PathVariable String provider, Act act) {
        return act.change("credential.removed", () -> {
            if (!weir.credentials().remove(workspaceId, provider, act.caller().text())) {
                // Not before: that of a provider which has been taken out can still go.
                weir.catalog().get(provider);
                throw none(provider);
            }
            return Made.changed("credential " + provider, new CredentialRemoved(provider));
        });
    }

    @PostMapping("/{provider}/test")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Ask the vendor whether it takes the credential",
            description = "Makes the vendor's cheapest free call, now; a provider is testable when it has one.")
    @ApiResponse(responseCode = "200", description = "What the vendor said")
    @ApiResponse(
            responseCode = "409",
            description = "no_free_call: the vendor's pages name none",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
    Answer<CredentialTested> test(@PathVariable long workspaceId, @PathVariable String provider, Caller.Key caller) {
        FreeCall call = weir.catalog()
                .get(provider)
                .freeCall()
                .orElseThrow(() -> Problem.conflict(
                        "no_free_call",
                        "The pages of " + provider + " name no call that tells at no cost whether a key is taken. The"
                                + " first job that asks it will."));
        Access access = running.accessBook().find(workspaceId, provider).orElseThrow(() -> none(provider));
        FreeCall.Heard heard = call.ask(running.egress().aside(access, TEST_DEADLINE));
        weir.transactions().in(workspaceId, () -> {
            weir.audit().note(workspaceId, caller, "credential.tested", "credential " + provider);
            return heard;
        });
        return Answer.of(
                new CredentialTested(provider, heard.standing().name().toLowerCase(Locale.ROOT), heard.detail()));
    }

    private static Problem none(String provider) {
        return Problem.notFound("no_credential", "There is no credential for " + provider + ". Set one with PUT.");
    }

    /** In the provider's order. */
    private static Map<String, String> checked(Provider provider, CredentialWish wish) {
        Map<String, String> given = wish.secrets() == null ? Map.of() : wish.secrets();
        List<Problem.At> wrong = new ArrayList<>();
        if (provider.secrets().isEmpty()) {
            throw Problem.conflict("no_secrets", provider.slug() + " needs no credential.");
        }
        given.keySet().stream()
                .filter(name -> !provider.secrets().contains(name))
                .forEach(name -> wrong.add(new Problem.At(
                        "/secrets/" + Problem.At.escaped(name),
                        provider.slug() + " has no secret of that name."
                                + Nearest.question(provider.secrets(), name) + " It has: "
                                + String.join(", ", provider.secrets()) + ".")));
        Map<String, String> secrets = new LinkedHashMap<>();
        for (String name : provider.secrets()) {
            String value = given.get(name);
            if (value == null && provider.optionalSecrets().contains(name)) {
                continue;
            }
            if (value == null) {
                wrong.add(new Problem.At("/secrets/" + name, "is missing"));
            } else if (!isUsable(value.strip())) {
                wrong.add(new Problem.At(
                        "/secrets/" + name, "is not 1 to " + LONGEST_SECRET + " characters in one line"));
            } else {
                secrets.put(name, value.strip());
            }
        }
        provider.addressSecret().filter(secrets::containsKey).ifPresent(name -> {
            try {
                provider.address(secrets);
            } catch (IllegalArgumentException none) {
                wrong.add(new Problem.At("/secrets/" + name, String.valueOf(none.getMessage())));
            }
        });
        if (!wrong.isEmpty()) {
            throw Problem.invalid(
                            "bad_credential",
                            "The credential for " + provider.slug() + " cannot be set: give exactly its secrets.")
                    .at(wrong);
        }
        return secrets;
    }

    private static boolean isUsable(String secret) {
        return !secret.isEmpty()
                && secret.length() <= LONGEST_SECRET
                && secret.chars().noneMatch(c -> c < ' ' || c == 0x7f);
    }
}
