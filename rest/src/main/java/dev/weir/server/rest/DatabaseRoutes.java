package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.problem.Problem;
import dev.weir.server.storage.Tls;
import dev.weir.server.storage.WorkspaceDatabase;
import dev.weir.server.storage.WorkspaceDatabases;
import dev.weir.server.workspace.Caller;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
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

/** The database that a workspace connects for results: it can be set, replaced, removed and tested; its password is never read. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/database")
@Tag(name = "Storage")
class DatabaseRoutes {

    private static final int USUAL_PORT = 5432;

    private final Weir weir;
    private final RunningWeir running;
    private final WorkspaceDatabases databases;

    DatabaseRoutes(Weir weir, RunningWeir running) {
        this.weir = weir;
        this.running = running;
        this.databases = running.databases();
    }

    /** A connected database, without its password. */
    @Schema(name = "Database")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DatabaseView(
            String host,
            int port,
            String database,
            String user,

            @Schema(allowableValues = {"disable", "require", "verify-full"})
            String tls,

            @Schema(description = "Who vouches for the server's certificate, in PEM; absent for those whom Java trusts")
            @Nullable
            String caCertificate,

            @Schema(description = "Of PostgreSQL; in the answer to PUT alone") @Nullable
            String serverVersion,

            @Schema(description = "Who set it, as the audit writes it")
            String setBy,

            Instant setAt) {

        static DatabaseView of(WorkspaceDatabase database, @Nullable String serverVersion) {
            return new DatabaseView(
                    database.host(),
                    database.port(),
                    database.database(),
                    database.user(),
                    database.tls().text(),
                    database.caCertificate(),
                    serverVersion,
                    database.setBy(),
                    database.setAt());
        }
    }

    /** A database that is to be connected. Its text form shows no password. */
    @Schema(name = "NewDatabase")
    record DatabaseWish(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "db.acme.example") @Nullable
            String host,

            @Schema(description = "5432 when not said", minimum = "1", maximum = "65535") @Nullable
            Integer port,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String database,

            @Schema(
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    description =
                            "One that may do no more than INSERT, UPDATE and SELECT on the tables that results go into")
            @Nullable
            String user,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "Never shown again") @Nullable
            String password,

            @Schema(
                    allowableValues = {"disable", "require", "verify-full"},
                    description = "verify-full when not said")
            @Nullable
            String tls,

            @Schema(
                    description = "For verify-full: who vouches for the server's certificate, in PEM; those whom Java"
                            + " trusts when not said")
            @Nullable
            String caCertificate) {

        WorkspaceDatabases.Wish read() {
            return new WorkspaceDatabases.Wish(
                    Given.required("host", host).strip(),
                    Objects.requireNonNullElse(port, USUAL_PORT),
                    Given.required("database", database),
                    Given.required("user", user),
                    Given.required("password", password),
                    tls == null ? Tls.VERIFY_FULL : Given.oneOf("tls", tls, Tls.values(), Tls::text),
                    caCertificate);
        }

        @Override
        public String toString() {
            return "DatabaseWish[not shown]";
        }
    }

    /** What is left of a database that was removed. */
    @Schema(name = "DatabaseRemoved")
    record DatabaseRemoved(
            @Schema(allowableValues = "removed") String status) {}

    /** What a connected database said when it was tried. */
    @Schema(name = "DatabaseTested")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DatabaseTested(
            @Schema(allowableValues = {"connected", "refused"})
            String result,

            @Schema(description = "Of PostgreSQL") @Nullable String serverVersion,

            @Schema(description = "Why it is refused, and what to do") @Nullable
            String detail) {}

    @GetMapping
    @Needs(Role.ADMIN)
    @Operation(summary = "The database that is connected, without its password")
    Answer<DatabaseView> show(@PathVariable long workspaceId) {
        return Answer.of(found(workspaceId)
                .map(database -> DatabaseView.of(database, null))
                .orElseThrow(DatabaseRoutes::none));
    }

    private Optional<WorkspaceDatabase> found(long workspaceId) {
        return weir.transactions().in(workspaceId, () -> databases.find(workspaceId));
    }

    @PutMapping
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Connect a PostgreSQL database for results, or another one",
            description =
                    "It is signed in to before it is saved, and refused with what to do when that does not work: the"
                            + " name is unknown, nothing listens, TLS, the password, no such database. Addresses inside the"
                            + " server's own network have to be allowed where it is started (WEIR_ALLOW_ADDRESSES). Results that"
                            + " wait for the earlier one go to this one.")
    ResponseEntity<Answer<DatabaseView>> put(@PathVariable long workspaceId, @RequestBody DatabaseWish wish, Act act) {
        WorkspaceDatabases.Tested tested = databases.test(wish.read());
        return act.change("database.set", () -> {
            WorkspaceDatabase saved =
                    databases.save(workspaceId, tested, act.caller().text());
            running.storage().changed(workspaceId);
            return Made.changed(
                    "database " + saved.database() + " at " + saved.host() + ":" + saved.port(),
                    DatabaseView.of(saved, tested.serverVersion()));
        });
    }

    @DeleteMapping
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Disconnect the database, and forget its password",
            description = "Results that are to go there wait until another one is connected, or are given up in time.")
    ResponseEntity<Answer<DatabaseRemoved>> remove(@PathVariable long workspaceId, Act act) {
        return act.change("database.removed", () -> {
            if (!databases.remove(workspaceId)) {
                throw none();
            }
            return Made.changed("database", new DatabaseRemoved("removed"));
        });
    }

    @PostMapping("/test")
    @Needs(Role.ADMIN)
    @Operation(summary = "Sign in to the connected database, now")
    @ApiResponse(responseCode = "200", description = "Whether it let us in")
    @ApiResponse(
            responseCode = "404",
            description = "no_database: none is connected",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
    Answer<DatabaseTested> test(@PathVariable long workspaceId, Caller.Key caller) {
        if (found(workspaceId).isEmpty()) {
            throw none();
        }
        DatabaseTested heard = tested(workspaceId);
        weir.transactions().in(workspaceId, () -> {
            weir.audit().note(workspaceId, caller, "database.tested", "database " + heard.result());
            return heard;
        });
        return Answer.of(heard);
    }

    private DatabaseTested tested(long workspaceId) {
        try {
            return new DatabaseTested("connected", databases.test(workspaceId), null);
        } catch (Problem refused) {
            return new DatabaseTested("refused", null, refused.getMessage());
        }
    }

    private static Problem none() {
        return Problem.notFound("no_database", "The workspace has connected no database. Connect one with PUT.");
    }
}
