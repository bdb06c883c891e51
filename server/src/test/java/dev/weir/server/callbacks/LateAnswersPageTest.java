package dev.weir.server.callbacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Ask;
import dev.weir.provider.Heard;
import dev.weir.provider.OperationId;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.jobs.Job;
import dev.weir.server.testing.LateVendor;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.tickets.Effect;
import dev.weir.server.tickets.NewTicket;
import dev.weir.server.tickets.Ticket;
import dev.weir.server.tickets.TicketState;
import dev.weir.server.tickets.Tickets;
import dev.weir.server.waterfall.OnDoubt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an answer does when it comes, by how its ticket, cell and job stand: the page says it, and each line is tried against
 * the database. Run with {@code -Dweir.docs.write=true} to rewrite the page.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LateAnswersPageTest {

    private static final Path PAGE = Path.of("..", "docs", "reference", "late-answers.md");
    private static final String MEND = "stale; run mvn -pl server -am test -Dtest=LateAnswersPageTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dweir.docs.write=true";

    private TestWeir test;
    private Job open;
    private Job over;
    private int nextRow;

    /** How things stand when an answer comes. */
    record Line(TicketState ticket, boolean before, boolean jobOver, Effect.Want cell) {

        Effect.Kind effect() {
            return Effect.of(ticket, before, jobOver, cell);
        }
    }

    /**
     * All there are: while a ticket is open its cell is, and there was no answer; of one that is answered there was one before,
     * by the same handing over or by another one.
     */
    static Stream<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (TicketState ticket : TicketState.values()) {
            for (boolean before : new boolean[] {false, true}) {
                for (boolean jobOver : new boolean[] {false, true}) {
                    for (Effect.Want cell : Effect.Want.values()) {
                        boolean possible = !ticket.isOpen() || (!before && cell == Effect.Want.OPEN);
                        boolean cancelled = ticket == TicketState.CANCELLED;
                        // A cancelled ticket's job is over, and its cell has an end.
                        if (possible && (!cancelled || (jobOver && cell == Effect.Want.NONE))) {
                            lines.add(new Line(ticket, before, jobOver, cell));
                        }
                    }
                }
            }
        }
        return lines.stream();
    }

    @BeforeAll
    void start(@TempDir Path folder) {
        test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(LateVendor.of("late", 1)));
        open = job();
        over = job();
        owner("UPDATE weir.job_state SET status = 'failed', phase = 'closing' WHERE job_id = ?", over.id());
    }

    @AfterAll
    void stop() {
        test.close();
    }

    private Job job() {
        Job job = test.submit(
                test.request(test.plan(OnDoubt.HOLD, List.of("company.name"), "late")),
                TestWeir.companies(60),
                NoEngine.INSTANCE);
        test.weir().jobs().pause(job, NoEngine.INSTANCE);
        return job;
    }

    private void owner(String sql, Object... params) {
        test.database().ownerJdbc().sql(sql).params(params).update();
    }

    private int count(String sql, Object... params) {
        return test.database()
                .ownerJdbc()
                .sql(sql)
                .params(params)
                .query(Integer.class)
                .single();
    }

    @ParameterizedTest
    @MethodSource("lines")
    void eachLineHoldsInTheDatabase(Line line) {
        Job job = line.jobOver() ? over : open;
        long workspace = job.workspaceId();
        Tickets tickets = test.weir().tickets();
        Ticket ticket = standing(job, line);
        int filed = evidence(ticket);
        int posts = count("SELECT count(*)::int FROM weir.transfer WHERE kind = 3");

        List<Effect> effects =
                test.weir().transactions().in(workspace, () -> isSecond(line) ? second(ticket) : first(ticket));

        assertThat(effects).extracting(Effect::kind).containsExactly(line.effect());
        TicketState after = test.weir()
                .transactions()
                .in(workspace, () -> tickets.byIds(workspace, List.of(ticket.id())))
                .getFirst()
                .state();
        assertThat(after)
                .isEqualTo(
                        !line.ticket().isOpen()
                                ? line.ticket()
                                : line.effect() == Effect.Kind.ANSWERED ? TicketState.ANSWERED : TicketState.CANCELLED);
        assertThat(evidence(ticket) - filed)
                .isEqualTo(line.effect() == Effect.Kind.DUPLICATE || isSecond(line) ? 0 : 1);
        assertThat(count(
                        "SELECT count(*)::int FROM weir.enrichment_record WHERE job_id = ? AND row_idx = ? AND late",
                        job.id(),
                        ticket.rowIndex()))
                .isEqualTo(line.effect() == Effect.Kind.KEPT_LATE ? 1 : 0);
        assertThat(count(
                        "SELECT count(*)::int FROM weir.enrichment_record WHERE job_id = ? AND row_idx = ? AND charged > 0",
                        job.id(),
                        ticket.rowIndex()))
                .isZero();
        assertThat(count("SELECT count(*)::int FROM weir.transfer WHERE kind = 3"))
                .isEqualTo(posts);
        boolean judged = line.effect() == Effect.Kind.JUDGED_LATE;
        if (line.cell() == Effect.Want.TIMED_OUT) {
            assertThat(count(
                            "SELECT state::int FROM weir.cell WHERE job_id = ? AND row_idx = ?",
                            job.id(),
                            ticket.rowIndex()))
                    .as("waits again")
                    .isEqualTo(judged ? 1 : 3);
        }
    }

    /** Whether it is the answer of another handing over than the one that was answered. */
    private static boolean isSecond(Line line) {
        return line.ticket() == TicketState.ANSWERED && !line.before();
    }

    private List<Effect> first(Ticket ticket) {
        return test.weir().tickets().answered(ticket.workspaceId(), Map.of(ticket.id(), reply("Acme")));
    }

    /** The submission that it was in before it was handed over again is answered, too. */
    private List<Effect> second(Ticket ticket) {
        Tickets tickets = test.weir().tickets();
        long workspace = ticket.workspaceId();
        owner(
                "UPDATE weir.submission SET handed_on = ARRAY[?::bigint] WHERE id = ?",
                ticket.id(),
                ticket.requireSubmission());
        owner("UPDATE weir.ticket SET submission_id = 0 WHERE id = ?", ticket.id());
        return tickets.heard(
                        test.weir()
                                .submissions()
                                .get(workspace, ticket.requireSubmission())
                                .orElseThrow(),
                        Heard.some(Map.of(ticket.key(), reply("Acme"))))
                .effects();
    }

    private int evidence(Ticket ticket) {
        return count(
                "SELECT count(*)::int FROM weir.evidence WHERE job_id = ? AND row_idx = ?",
                ticket.jobId(),
                ticket.rowIndex());
    }

    private static Reply reply(String name) {
        return new Reply.Found(
                Values.of("company.name", name),
                new Receipt(LateVendor.PRICE, true, "r", null, "{}".getBytes(StandardCharsets.UTF_8)));
    }

    /** A row's ticket that stands so. */
    private Ticket standing(Job job, Line line) {
        long workspace = job.workspaceId();
        int row = nextRow++;
        Tickets tickets = test.weir().tickets();
        String key = tickets.newKey(workspace);
        OperationId id = new OperationId("late", "find");
        Ticket ticket = test.weir().transactions().in(workspace, () -> {
            tickets.open(List.of(new NewTicket(
                    workspace,
                    job.id(),
                    row,
                    0,
                    0,
                    1,
                    key,
                    id,
                    new Ask(Map.of("company.domain", "a.example"), List.of("company.name"), "k"),
                    List.of(),
                    Duration.ZERO,
                    Duration.ofHours(1))));
            List<Ticket> taken = test.weir().submissions().take(workspace, id, Duration.ofSeconds(1), 100).stream()
                    .filter(one -> one.key().equals(key))
                    .toList();
            if (line.ticket() != TicketState.GATHERED) {
                test.weir().submissions().bind(workspace, id, List.of(taken), Duration.ofMinutes(1));
            }
            return tickets.byKey(workspace, key).orElseThrow();
        });
        if (!line.ticket().isOpen()) {
            owner(
                    "UPDATE weir.ticket SET state = ?, ended_at = weir.now() WHERE id = ?",
                    (short) line.ticket().ordinal(),
                    ticket.id());
        }
        if (line.before()) {
            owner("""
                    INSERT INTO weir.evidence (workspace_id, job_id, row_idx, step, place, attempt, reply, body, at)
                    VALUES (?, ?, ?, 0, 0, 1, '{"kind": "not_found", "cost": 0, "reported": false}', '', weir.now())
                    """, workspace, job.id(), row);
        }
        cell(job, row, line.ticket().isOpen() ? Effect.Want.OPEN : line.cell());
        return ticket;
    }

    private void cell(Job job, int row, Effect.Want cell) {
        short state = (short) (cell == Effect.Want.OPEN ? 1 : cell == Effect.Want.TIMED_OUT ? 3 : 2);
        @Nullable
        String reason = cell == Effect.Want.OPEN ? "ticket" : cell == Effect.Want.TIMED_OUT ? "timed_out" : null;
        short end = (short) (cell == Effect.Want.OPEN ? 0 : cell == Effect.Want.TIMED_OUT ? 2 : 1);
        test.database()
                .ownerJdbc()
                .sql("""
                INSERT INTO weir.cell (workspace_id, job_id, row_idx, step, state, reason, row_end, epoch, at)
                VALUES (?, ?, ?, 0, ?, ?, ?, 0, weir.now())
                """)
                .param(job.workspaceId())
                .param(job.id())
                .param(row)
                .param(state)
                .param(reason)
                .param(end)
                .update();
        if (end > 0) {
            owner(
                    "UPDATE weir.batch SET open_rows = open_rows - 1, failed_rows = failed_rows + ?,"
                            + " completed_rows = completed_rows + ? WHERE job_id = ?",
                    end == 2 ? 1 : 0,
                    end == 1 ? 1 : 0,
                    job.id());
        }
    }

    @Test
    void thePageIsFresh() throws IOException {
        StringBuilder table = new StringBuilder("""
                | ticket | another answer before | job | cell | effect | call-back | worker |
                |---|---|---|---|---|---|---|
                """);
        lines().map(LateAnswersPageTest::row).distinct().forEach(table::append);
        String page = HEAD + table + TAIL;
        if (Boolean.getBoolean("weir.docs.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as(MEND).exists();
        assertThat(Files.readString(PAGE)).as(MEND).isEqualTo(page);
    }

    private static String row(Line line) {
        boolean answered = line.ticket() == TicketState.ANSWERED;
        String before = isSecond(line) ? "of another handing over" : line.before() ? "yes" : "no";
        boolean anyway = answered || line.before();
        return "| `%s` | %s | %s | %s | `%s` | %d | %d |\n"
                .formatted(
                        line.ticket().text(),
                        before,
                        anyway ? "any" : line.jobOver() ? "over" : "open",
                        anyway
                                ? "any"
                                : line.jobOver() && !line.ticket().isOpen()
                                        ? "any"
                                        : switch (line.cell()) {
                                            case OPEN -> line.ticket().isOpen() ? "waits" : "has no end yet";
                                            case TIMED_OUT -> "failed, `timed_out`";
                                            case NONE -> "has another end";
                                        },
                        line.effect().text(),
                        Bringer.VENDOR.status(line.ticket(), false),
                        Bringer.WORKER.status(line.ticket(), false));
    }

    private static final String HEAD = """
            # Late answers

            What an answer does that comes hours after it was asked for: by a vendor's call-back, by our asking how far it is, or by
            a worker with its ticket (`POST /api/v1/tickets/{ticket}/result` or `…/failure`). All of them take one path, so the
            effect does not depend on what brought the answer; only what its sender is told does.

            <!-- Generated by LateAnswersPageTest from Effect and Bringer, which the server itself goes by; each line is tried
            there. -->

            ## What comes in

            What comes in is kept as it came before it is answered with 2xx, and survives any crash from then on. The same body for
            the same submission or ticket has one effect: it is counted, and answered `"duplicate": true`.

            | what | answer |
            |---|---|
            | a call-back at an address that leads nowhere, or whose submission was over 30 days ago | 404 `unknown_callback`, the same for each |
            | one that is not signed as its vendor signs, with the workspace's key, over the bytes as they came | 401 `bad_signature` |
            | one signed with the key before the present one, of a submission that was sent before it was replaced and is open | as with the present key |
            | a body longer than 10 MiB (`WEIR_CALLBACK_BYTES`) | 413 `body_too_large` |
            | a body that takes more than 30 s to arrive | 408 `body_too_slow` |
            | more at once than the server holds in memory (64 MiB of bodies) | 503 `too_busy`, `Retry-After` |
            | too many wrong addresses, tickets or signatures from one network | 429 `too_many_wrong_addresses`; what was good from there in the last 10 minutes goes on |
            | a ticket that is none, or was over 30 days ago | 404 `unknown_ticket` |
            | `GET` of a ticket, or progress, when it is over | 410 `ticket_answered`, `ticket_timed_out`, `ticket_cancelled` |

            ## What an answer does

            The last two columns are the HTTP status that a vendor's call-back and a worker's result or failure get; asking how far it
            is tells nobody. What gets 409 or 410 is kept all the same.

            """;

    private static final String TAIL = """

            | effect | what happens | who pays |
            |---|---|---|
            | `answered` | the answer is filed and its row runs: it is judged, and the waterfall ends or goes on | the customer by the operation's rule (accepted, answered, never); the vendor's cost is certain |
            | `judged_late` | the same, though nobody waited any more; a cell that had failed waits again | the same, through a new intent where the caps allow it; else nobody |
            | `kept_late` | an enrichment record of its own, marked late, tells what came; nothing else changes | nobody; the vendor's cost is kept |
            | `duplicate` | nothing | nobody |

            Where nobody knows whether the vendor has a submission, since its sender died or no complete answer came, what is open of
            it is handed over again when an answer would usually have come (`typical` of the operation, 10 minutes unless it says
            otherwise), as a try of its step: where asking again is free, or the job says `onDoubt: retry`, which notes the first
            call's cost as possible. The first of the two answers that comes counts, at whichever address. The other one is kept late;
            its vendor cost is kept where the vendor says one or asking again is not free.

            A worker's failure is an answer, too: nothing is charged, and the next provider is asked. One that is `retryable` is
            handed over again after 10 and 20 s before it counts (`handed_over_again`). A call-back may carry many answers, and the
            inbox says how many did what (`answered 2, duplicate 1`); keys that are none of its submission's are `unknown`. One that says
            nothing yet is `not_ready` or `no_answer`; one that cannot be read is `unreadable`, kept, and its tickets go on waiting; one
            that fails in its adapter is tried 8 times, later each time, before it is.

            ## Time-outs, cancels, signals

            | what | ticket | effect | who pays |
            |---|---|---|---|
            | the deadline passes | `gathered` | none: its time begins when it is handed over | – |
            | the deadline passes | `out` | asked once more where the vendor can be; then `timed_out`: the record fails, the next provider is asked | nobody; the vendor's cost is possible |
            | the deadline passes | `answered`, `timed_out`, `cancelled` | none | – |
            | the job is cancelled | `gathered`, `out` | `cancelled`: the intent is voided, the cell cancelled | nobody |
            | a signal of a name that is awaited comes, before or after the ticket | `out` | `answered`: the row goes on with its payload as `event` | nobody: steps that await cost nothing |
            | a signal comes | none that awaits it | kept with the job, for rows that come to await it | – |
            | a signal comes for a job that is over | – | 409 `job_final` | – |

            A step that awaits `enrichment-complete` needs no signal: a row's tickets emit it when they are resolved, and since a row's
            steps come one after another, such a step goes on as soon as what was asked before it in its row has ended.
            """;
}
