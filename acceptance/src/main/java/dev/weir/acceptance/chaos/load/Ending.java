package dev.weir.acceptance.chaos.load;

import dev.weir.acceptance.Deadline;
import dev.weir.acceptance.HomeDatabase;
import dev.weir.acceptance.Waiting;
import dev.weir.acceptance.chaos.Installation;
import dev.weir.acceptance.chaos.load.Customers.Customer;
import dev.weir.acceptance.chaos.load.Door.Answer;
import dev.weir.acceptance.chaos.load.Story.Play;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.JsonNode;

/**
 * That nothing is left to happen.
 *
 * @param forwards how often the clock was put forward, since submissions whose sender died are handed over again after ten
 *     minutes, and what could not be delivered is tried again later and later
 * @param retried doubts that were asked again
 */
public record Ending(Duration took, int forwards, int retried) {

    /** Something is left of which all should be over. */
    public static final class NotFinal extends IOException {
        private static final long serialVersionUID = 1;

        NotFinal(String what) {
            super(what);
        }
    }

    private static final Duration LOOK = Duration.ofMillis(500);

    /** Longer than a lease, and than whatever is tried again within seconds. */
    public static final Duration STANDS = Duration.ofSeconds(25);

    /** Those that are retried may come to be in doubt again. */
    private static final int MOST_ROUNDS = 10;

    private static final int PAGE = 100;
    private static final int AT_ONCE = 8;
    private static final String VERIFICATION = ".verify.";

    /** Refusals of a doubt that has gone meanwhile, by itself or with its row, and of one whose row is asked about already for another one's sake. */
    private static final Set<String> OTHERWISE = Set.of("no_doubt", "row_not_in_doubt", "row_running");

    /**
     * What is left to happen, by what it is.
     *
     * @param jobs that have not closed
     * @param rows that are not final, also of jobs that have closed and whose doubts were asked again
     * @param inbox of answers that nothing was made of
     * @param deliveries of webhooks
     * @param results that are to be written to a table
     * @param events of subscribers that triggers have not seen
     * @param requests for subscribers
     * @param scores that are to be worked out anew
     * @param submissions that are under way, also those that nobody waits for any more
     */
    public record Left(
            long jobs,
            long rows,
            long inbox,
            long deliveries,
            long results,
            long events,
            long requests,
            long scores,
            long submissions) {

        boolean isNothing() {
            return equals(new Left(0, 0, 0, 0, 0, 0, 0, 0, 0));
        }

        /** Whether every job has come to its end, with all that is paid. */
        boolean isAllAnswered() {
            return jobs + rows + inbox + events + requests == 0;
        }
    }

    private static final String LEFT = """
            SELECT (SELECT count(*) FROM weir.job_state WHERE phase <> 'closed'),
                   (SELECT coalesce(sum(open_rows), 0) FROM weir.batch WHERE state <> 2),
                   (SELECT count(*) FROM weir.inbox WHERE processed_at IS NULL),
                   (SELECT count(*) FROM weir.webhook_delivery WHERE state = 0),
                   (SELECT count(*) FROM weir.result WHERE state = 0),
                   (SELECT count(*) FROM weir.subscriber_event WHERE NOT considered),
                   (SELECT count(*) FROM weir.enrichment_request WHERE state < 2),
                   (SELECT count(*) FROM weir.subscriber WHERE score_due),
                   (SELECT count(*) FROM weir.submission WHERE state IN (0, 1))
            """;

    /** Looks once; empty when the database does not answer. */
    public static Optional<Left> look(Installation site) {
        try {
            return Optional.of(site.database()
                    .sql()
                    .sql(LEFT)
                    .query((row, _) -> new Left(
                            row.getLong(1),
                            row.getLong(2),
                            row.getLong(3),
                            row.getLong(4),
                            row.getLong(5),
                            row.getLong(6),
                            row.getLong(7),
                            row.getLong(8),
                            row.getLong(9)))
                    .single());
        } catch (DataAccessException dead) {
            return Optional.empty();
        }
    }

    /**
     * Waits for it, and has doubts asked again where the plan says so. Servers and database have to be up.
     *
     * @param stands how long nothing has to be new until the clock is put forward
     * @throws NotFinal when something is left after that time, which it names
     */
    public static Ending await(Installation site, Customers customers, Story story, Duration bound, Duration stands)
            throws IOException, InterruptedException {
        // The load's own log has ended with its story.
        Path log = site.folder().resolve("ending-" + System.nanoTime() + ".jsonl");
        try (ClientLog lines = ClientLog.create(log);
                Door door = new Door(site.front(), lines)) {
            return new Stage(site, customers, story, door, bound, stands).await();
        }
    }

    private static final class Stage {
        private final Installation site;
        private final Customers customers;
        private final Story story;
        private final Door door;
        private final Duration bound;
        private final Duration stands;
        private final Deadline deadline;
        private final long began = System.nanoTime();
        private Optional<Left> last = Optional.empty();
        private long changed = System.nanoTime();
        private int forwards;

        Stage(Installation site, Customers customers, Story story, Door door, Duration bound, Duration stands) {
            this.stands = stands;
            this.site = site;
            this.customers = customers;
            this.story = story;
            this.door = door;
            this.bound = bound;
            this.deadline = Deadline.in(bound);
        }

        Ending await() throws IOException, InterruptedException {
            int retried = 0;
            for (int round = 0; round < MOST_ROUNDS; round++) {
                until(true);
                int again = retryDoubts();
                if (again == 0) {
                    until(false);
                    return new Ending(since(began), forwards, retried);
                }
                retried += again;
            }
            throw new NotFinal("doubts come again and again: " + retried + " were asked anew in " + MOST_ROUNDS
                    + " rounds, and there are more");
        }

        /** @param answered whether it is enough that all is answered; else nothing may be left */
        private void until(boolean answered) throws IOException, InterruptedException {
            while (true) {
                Optional<Left> left = look(site);
                if (left.isPresent()
                        && (answered ? left.get().isAllAnswered() : left.get().isNothing())) {
                    return;
                }
                if (deadline.left().isZero()) {
                    throw new NotFinal(
                            "not everything is final after " + bound.toSeconds() + " s: " + told(left) + open());
                }
                forwardWhereItStands(left);
                Waiting.pause(LOOK);
            }
        }

        private static String told(Optional<Left> left) {
            return left.map(Left::toString).orElse("the database does not answer");
        }

        private String open() {
            try {
                return site.database().sql().sql("""
                                SELECT format('; job %s: %s, %s%s', job_id, status, phase,
                                              CASE WHEN paused THEN ', paused' ELSE '' END)
                                FROM weir.job_state WHERE phase <> 'closed' ORDER BY job_id LIMIT 10
                                """).query(String.class).list().toString();
            } catch (DataAccessException dead) {
                return "";
            }
        }

        private void forwardWhereItStands(Optional<Left> left) {
            if (left.isEmpty() || !left.equals(last)) {
                last = left;
                changed = System.nanoTime();
            } else if (since(changed).compareTo(stands) > 0) {
                HomeDatabase.putClockForward(site.database().folder());
                forwards++;
                changed = System.nanoTime();
            }
        }

        private static Duration since(long nanos) {
            return Duration.ofNanos(System.nanoTime() - nanos);
        }

        /** @return how many were asked again, of all workspaces */
        private int retryDoubts() throws IOException, InterruptedException {
            int retried = 0;
            for (Customer customer : customers.all().values()) {
                Set<Long> jobs = new HashSet<>();
                for (Play play : story.plays()) {
                    if (play.plan().tenant() == customer.tenant() && play.plan().retriesDoubts()) {
                        play.job().ifPresent(jobs::add);
                        play.rerun().ifPresent(jobs::add);
                    }
                }
                List<String> cells = doubtful(customer, jobs);
                if (!cells.isEmpty()) {
                    toppedUp(customer);
                }
                retried += retry(customer, cells);
            }
            return retried;
        }

        /** Says that there are credits again where a fault has used them up: nobody who is stopped is asked about a doubt. */
        private void toppedUp(Customer customer) throws IOException, InterruptedException {
            Answer answer = door.post(
                    customer,
                    "/providers/" + Vendors.BRITTLE + "/breaker/reset",
                    "application/json",
                    "reset-" + UUID.randomUUID(),
                    "{}");
            if (answer.status() / 100 != 2) {
                throw new IOException("the breaker of " + Vendors.BRITTLE + " is not reset: " + answer.status() + " "
                        + answer.problem());
            }
        }

        private int retry(Customer customer, List<String> cells) throws IOException, InterruptedException {
            AtomicInteger next = new AtomicInteger();
            AtomicInteger retried = new AtomicInteger();
            ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    try {
                        for (int n = next.getAndIncrement(); n < cells.size(); n = next.getAndIncrement()) {
                            Answer answer = retry(customer, cells.get(n));
                            if (answer.status() / 100 == 2) {
                                retried.incrementAndGet();
                            } else if (!OTHERWISE.contains(answer.problem())) {
                                refused.add(cells.get(n) + " is not asked again: " + answer.status() + " "
                                        + answer.problem());
                            }
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            if (!refused.isEmpty()) {
                throw new IOException(refused.size() + " doubts are kept; " + refused.peek());
            }
            return retried.get();
        }

        private Answer retry(Customer customer, String cell) throws InterruptedException {
            return door.post(
                    customer,
                    cell + "/resolve",
                    "application/json",
                    "retry-" + UUID.randomUUID(),
                    "{\"resolution\": \"retry\"}");
        }

        private List<String> doubtful(Customer customer, Set<Long> jobs) throws IOException, InterruptedException {
            Set<String> cells = new HashSet<>();
            String cursor = "";
            do {
                String rest = "/doubts?limit=" + PAGE + cursor;
                JsonNode page = doubts(customer, rest);
                for (JsonNode doubt : page.path("data")) {
                    String step = doubt.path("step").asString();
                    int verification = step.indexOf(VERIFICATION);
                    if (jobs.contains(doubt.path("jobId").asLong())) {
                        cells.add("/enrichment-jobs/" + doubt.path("jobId").asLong() + "/cells/"
                                + doubt.path("rowIndex").asInt() + "/"
                                + (verification < 0 ? step : step.substring(0, verification)));
                    }
                }
                JsonNode next = page.at("/pagination/nextCursor");
                cursor = next.isMissingNode() || next.isNull() ? "" : "&cursor=" + next.asString();
            } while (!cursor.isEmpty());
            return new ArrayList<>(cells);
        }

        private JsonNode doubts(Customer customer, String rest) throws IOException, InterruptedException {
            while (!deadline.left().isZero()) {
                Optional<JsonNode> page = door.look(customer, rest);
                if (page.isPresent()) {
                    return page.get();
                }
                Waiting.pause(LOOK);
            }
            throw new IOException(
                    "the doubts of " + customer.tenant() + " are not told after " + bound.toSeconds() + " s");
        }
    }
}
