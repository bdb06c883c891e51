package dev.weir.server.callbacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Callback;
import dev.weir.provider.Submission;
import dev.weir.provider.Submitted;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.problem.Problem;
import dev.weir.server.testing.LateVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.tickets.Ticket;
import dev.weir.server.tickets.Tickets;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.OnDoubt;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A call-back beside what ends a wait otherwise: each race goes both ways many times, and whichever way it goes has the
 * result of the table, one charge at most, and both recorded. {@code -Dweir.races=1000} runs that many of each.
 */
@Timeout(3_000)
class RacesTest {

    private static final int RACES = Integer.getInteger("weir.races", 100);
    private static final int EACH_WAY = Math.max(50, RACES / 20);
    /** So many are prepared; what is left when both ways have come often enough is answered in peace. */
    private static final int PREPARED = RACES * 3;

    @TempDir
    Path folder;

    private TestWeir weir(LateVendor vendor) {
        return new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor))
                .settings(settings -> settings.with(settings.enrichment()
                                .withLinger(Duration.ofMillis(20))
                                .withLateLook(Duration.ofMillis(50)))
                        .with(CallbackSettings.DEFAULT.withSweep(Duration.ofMillis(100)))
                        .withPublicUrl(URI.create("https://weir.example")));
    }

    private static void until(String what, BooleanSupplier so) {
        long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (!so.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static Job submit(TestWeir test, RunningWeir engine, int rows) {
        return test.submit(
                test.request(test.plan(OnDoubt.HOLD, List.of("company.name"), "late")),
                TestWeir.companies(rows),
                engine.engine());
    }

    private static boolean callBack(RunningWeir at, Submission submission) {
        String token = submission.callbackText().replaceFirst(".*/", "");
        Callbacks callbacks = at.callbacks();
        return callbacks
                .callback(
                        callbacks.addressee("late", token),
                        new Callback(Map.of(), Map.of(), LateVendor.names(submission, "Acme")))
                .before();
    }

    private static <T> T sql(TestWeir test, Class<T> type, String sql, Object... params) {
        return test.database().ownerJdbc().sql(sql).params(params).query(type).single();
    }

    private static Ticket ticket(TestWeir test, Submission submission) {
        String key = submission.items().getFirst().key();
        long workspace = Tickets.workspaceOf(key).orElseThrow();
        return test.weir()
                .transactions()
                .in(workspace, () -> test.weir().tickets().byKey(workspace, key))
                .orElseThrow();
    }

    private static String effect(TestWeir test, Ticket ticket) {
        return sql(
                test,
                String.class,
                "SELECT effect FROM weir.inbox WHERE submission_id = ?",
                ticket.requireSubmission());
    }

    /** @param ended told when the job had ended before */
    private static void cancel(TestWeir test, RunningWeir engine, Job job, Set<Long> ended) {
        try {
            test.weir().jobs().cancel(job, engine.engine());
        } catch (Problem over) {
            assertThat(over.code()).isEqualTo("job_final");
            ended.add(job.id());
        }
    }

    private static boolean allProcessed(TestWeir test) {
        return sql(test, Integer.class, "SELECT count(*)::int FROM weir.inbox WHERE processed_at IS NULL") == 0;
    }

    /** At most one charge of each asking, whatever happened. */
    private static void assertChargedOnceAtMost(TestWeir test) {
        assertThat(sql(test, Integer.class, """
                SELECT count(*)::int FROM (SELECT job_id, row_idx FROM weir.transfer WHERE kind = 3
                                           GROUP BY job_id, row_idx HAVING count(*) > 1) AS twice
                """)).as("rows charged twice").isZero();
    }

    /** What is to happen at once. */
    private record Pair(Runnable first, Runnable other) {}

    private static final int TOGETHER = 10;

    /** Takes some off the end. */
    private static List<Submission> some(List<Submission> left) {
        List<Submission> end = left.subList(Math.max(0, left.size() - TOGETHER), left.size());
        List<Submission> some = List.copyOf(end);
        end.clear();
        return some;
    }

    /**
     * Runs two things at once; which comes first is steered, so that both do often enough. Where chance and the machine are
     * against it, the last that are left are run one after the other.
     */
    private static final class Race {
        private final AtomicInteger firstWay = new AtomicInteger();
        private final AtomicInteger otherWay = new AtomicInteger();
        // By how much the other one is held back; less than nothing holds the first one back.
        private double holdBack;

        boolean isOver() {
            return firstWay.get() + otherWay.get() >= RACES && Math.min(firstWay.get(), otherWay.get()) >= EACH_WAY;
        }

        /**
         * Several at once, each pair for itself.
         *
         * @param left how many more pairs there are to come
         * @param settled waits until all that was done has had its effect
         */
        void run(List<Pair> pairs, int left, Runnable settled) {
            int needed = rounds(firstWay) + rounds(otherWay);
            if ((pairs.size() + left) / TOGETHER > needed) {
                run(pairs);
            } else if (firstWay.get() < otherWay.get()) {
                pairs.forEach(pair -> pair.first().run());
                settled.run();
                pairs.forEach(pair -> pair.other().run());
            } else {
                pairs.forEach(pair -> pair.other().run());
                settled.run();
                pairs.forEach(pair -> pair.first().run());
            }
        }

        /** How many rounds more a way has to come. */
        private static int rounds(AtomicInteger way) {
            return Math.ceilDiv(Math.max(0, EACH_WAY - way.get()), TOGETHER);
        }

        private void run(List<Pair> pairs) {
            List<Throwable> failures = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            CyclicBarrier barrier = new CyclicBarrier(pairs.size() * 2);
            for (Pair pair : pairs) {
                double hold = holdBack + ThreadLocalRandom.current().nextDouble(-1, 1) * 6e6;
                threads.add(start(barrier, (long) Math.max(0, -hold), pair.first(), failures));
                threads.add(start(barrier, (long) Math.max(0, hold), pair.other(), failures));
            }
            threads.forEach(Race::join);
            assertThat(failures).isEmpty();
        }

        private static Thread start(CyclicBarrier barrier, long nanos, Runnable work, List<Throwable> failures) {
            return Thread.ofPlatform().start(() -> {
                try {
                    barrier.await();
                    if (nanos > 0) {
                        LockSupport.parkNanos(nanos);
                    }
                    work.run();
                } catch (Exception | AssertionError failed) {
                    synchronized (failures) {
                        failures.add(failed);
                    }
                }
            });
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }

        void went(boolean firstCameFirst) {
            (firstCameFirst ? firstWay : otherWay).incrementAndGet();
            holdBack += firstCameFirst ? -2_000_000 : 2_000_000;
            holdBack = Math.clamp(holdBack, -400e6, 400e6);
        }

        void assertBothWays() {
            assertThat(firstWay.get()).as("the first first").isGreaterThanOrEqualTo(EACH_WAY);
            assertThat(otherWay.get()).as("the other first").isGreaterThanOrEqualTo(EACH_WAY);
        }
    }

    @Test
    void aCallBackAndTheTimeOut() {
        LateVendor vendor = LateVendor.of("late", 1);
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.start()) {
            Job job = submit(test, engine, PREPARED);
            until("all are out", () -> vendor.submissions().size() == PREPARED);
            List<Submission> left = new ArrayList<>(vendor.submissions());
            // One row keeps the job open to the end.
            Submission last = left.removeLast();
            Race race = new Race();
            int late = 0;
            while (!race.isOver() && !left.isEmpty()) {
                List<Submission> some = some(left);
                race.run(
                        some.stream()
                                .map(submission -> {
                                    Ticket ticket = ticket(test, submission);
                                    return new Pair(() -> callBack(engine, submission), () -> {
                                        test.weir().transactions().in(job.workspaceId(), () -> {
                                            test.weir().tickets().timeOut(job.workspaceId(), List.of(ticket));
                                            return ticket;
                                        });
                                        engine.engine().start(job.id());
                                    });
                                })
                                .toList(),
                        left.size(),
                        () -> until("what was done is processed", () -> allProcessed(test)));
                until("it is processed", () -> allProcessed(test));
                for (Submission submission : some) {
                    Ticket ticket = ticket(test, submission);
                    String state = ticket.state().text();
                    assertThat(state + " " + effect(test, ticket)).isIn("answered answered", "timed_out judged_late");
                    race.went(state.equals("answered"));
                    late += state.equals("answered") ? 0 : 1;
                }
            }
            left.forEach(submission -> callBack(engine, submission));
            until(
                    "all but one are settled",
                    () -> test.weir().jobs().progress(job).rows().completed() == PREPARED - 1);
            callBack(engine, last);
            JobProgress end = test.await(job);

            race.assertBothWays();
            assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(end.credits().posted()).isEqualTo(LateVendor.PRICE * PREPARED);
            assertChargedOnceAtMost(test);
            assertThat(sql(test, Integer.class, "SELECT count(*)::int FROM weir.ticket WHERE state = 3"))
                    .as("time-outs that stay recorded")
                    .isEqualTo(late);
            assertThat(sql(test, Integer.class, "SELECT count(*)::int FROM weir.inbox"))
                    .isEqualTo(PREPARED);
            test.assertVerified();
        }
    }

    @Test
    void aCallBackAndACancel() {
        LateVendor vendor = LateVendor.of("late", 1);
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.start()) {
            List<Job> jobs = new ArrayList<>();
            Race race = new Race();
            while (!race.isOver() && jobs.size() < PREPARED) {
                int before = vendor.submissions().size();
                List<Job> some = new ArrayList<>();
                for (int i = 0; i < TOGETHER; i++) {
                    // Other questions than those of before: nothing is remembered.
                    some.add(test.submit(
                            test.request(test.plan(OnDoubt.HOLD, List.of("company.name"), "late")),
                            List.of(Map.of("company.domain", "cancel" + (jobs.size() + i) + ".example")),
                            engine.engine()));
                }
                jobs.addAll(some);
                until("they are out", () -> vendor.submissions().size() == before + TOGETHER);
                Map<Long, Submission> byJob = new HashMap<>();
                vendor.submissions()
                        .subList(before, before + TOGETHER)
                        .forEach(
                                submission -> byJob.put(ticket(test, submission).jobId(), submission));
                Set<Long> ended = ConcurrentHashMap.newKeySet();
                race.run(
                        some.stream()
                                .map(job -> {
                                    Submission submission = Objects.requireNonNull(byJob.get(job.id()));
                                    return new Pair(
                                            () -> callBack(engine, submission), () -> cancel(test, engine, job, ended));
                                })
                                .toList(),
                        PREPARED - jobs.size(),
                        () -> until("what was done is processed", () -> allProcessed(test)));
                until("it is processed", () -> allProcessed(test));
                for (Job job : some) {
                    JobProgress end = test.await(job);
                    String effect = effect(test, ticket(test, Objects.requireNonNull(byJob.get(job.id()))));
                    assertThat(effect).isIn("answered", "kept_late");
                    boolean answered = effect.equals("answered");
                    assertThat(end.status())
                            .isEqualTo(ended.contains(job.id()) ? JobStatus.COMPLETED : JobStatus.CANCELLED);
                    assertThat(end.credits().posted()).isIn(answered ? List.of(0L, LateVendor.PRICE) : List.of(0L));
                    assertThat(sql(
                                    test,
                                    Integer.class,
                                    "SELECT count(*)::int FROM weir.enrichment_record WHERE job_id = ? AND late",
                                    job.id()))
                            .as("what came too late is recorded")
                            .isEqualTo(answered ? 0 : 1);
                    race.went(answered);
                }
            }

            race.assertBothWays();
            assertChargedOnceAtMost(test);
            assertThat(sql(test, Integer.class, "SELECT count(*)::int FROM weir.intent"))
                    .as("no intent after the cancel")
                    .isZero();
            test.assertVerified();
        }
    }

    @Test
    void aCallBackAndTheAnswerToTheSubmission() {
        LateVendor vendor = LateVendor.of("late", 1);
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.start()) {
            int rows = RACES * 2;
            Set<Long> processed = ConcurrentHashMap.newKeySet();
            Set<Long> answered = ConcurrentHashMap.newKeySet();
            AtomicInteger submissions = new AtomicInteger();
            List<Thread> calling = new ArrayList<>();
            vendor.answers(submission -> {
                long id = id(submission);
                // A quarter has the answer wait for the call-back, another one the call-back for the answer; others
                // race.
                int quarter = submissions.getAndIncrement() % 4;
                ThreadLocalRandom dice = ThreadLocalRandom.current();
                boolean callBackLeads = dice.nextBoolean();
                long hold = dice.nextLong(callBackLeads ? 3_000_000 : 60_000_000);
                Thread call = Thread.ofPlatform().start(() -> {
                    if (quarter == 1) {
                        until("the answer is kept", () -> answered.contains(id));
                    } else if (quarter > 1) {
                        LockSupport.parkNanos(hold);
                    }
                    callBack(engine, submission);
                });
                synchronized (calling) {
                    calling.add(call);
                }
                if (quarter == 0) {
                    until("the call-back is processed", () -> processed.contains(id));
                } else if (quarter > 1) {
                    LockSupport.parkNanos(dice.nextLong(callBackLeads ? 400_000_000 : 3_000_000));
                }
                return new Submitted.Accepted("vendor-1", Map.of());
            });
            Job job = submit(test, engine, rows);
            // Where the call-back leads, its row may end before the vendor's answer to the submission is there.
            until("each call-back is processed, and each answer kept", () -> {
                LockSupport.parkNanos(20_000_000);
                processed.addAll(ids(test, "SELECT submission_id FROM weir.inbox WHERE processed_at IS NOT NULL"));
                answered.addAll(ids(test, "SELECT id FROM weir.submission WHERE vendor_id IS NOT NULL"));
                return processed.size() == rows && answered.size() == rows;
            });
            JobProgress end = test.await(job);
            synchronized (calling) {
                calling.forEach(Race::join);
            }

            assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(end.credits().posted()).isEqualTo(LateVendor.PRICE * rows);
            int callBackFirst = sql(test, Integer.class, """
                    SELECT count(*)::int FROM weir.inbox i JOIN weir.submission s ON s.id = i.submission_id
                    WHERE i.processed_at < s.sent_at
                    """);
            int answerFirst = sql(test, Integer.class, """
                    SELECT count(*)::int FROM weir.inbox i JOIN weir.submission s ON s.id = i.submission_id
                    WHERE i.processed_at >= s.sent_at
                    """);
            assertThat(callBackFirst).as("call-back first").isGreaterThanOrEqualTo(EACH_WAY);
            assertThat(answerFirst).as("answer first").isGreaterThanOrEqualTo(EACH_WAY);
            assertThat(sql(test, Integer.class, "SELECT count(*)::int FROM weir.submission WHERE state <> 2"))
                    .as("submissions that are not over")
                    .isZero();
            assertChargedOnceAtMost(test);
            test.assertVerified();
        }
    }

    @Test
    void theAnswersOfBothSubmissionsOfAQuestionThatWasHandedOverAgain() {
        LateVendor vendor = LateVendor.repeatable("late", 1);
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.start()) {
            int rows = RACES * 2;
            Job job = submit(test, engine, rows);
            until("all are out", () -> vendor.submissions().size() == rows);
            // As it stands when an answer would usually have come and the vendor's answer to the submission was lost.
            test.database()
                    .ownerJdbc()
                    .sql("UPDATE weir.submission SET lost = true, again_at = weir.now() WHERE state = 1")
                    .update();
            until("all are out again", () -> vendor.submissions().size() == 2 * rows);
            Map<String, List<Submission>> byKey = new HashMap<>();
            vendor.submissions()
                    .forEach(submission -> byKey.computeIfAbsent(
                                    submission.items().getFirst().key(), _ -> new ArrayList<>())
                            .add(submission));
            List<List<Submission>> left = new ArrayList<>(byKey.values());
            Race race = new Race();
            while (!race.isOver() && !left.isEmpty()) {
                List<List<Submission>> end = left.subList(Math.max(0, left.size() - TOGETHER), left.size());
                List<List<Submission>> some = List.copyOf(end);
                end.clear();
                race.run(
                        some.stream()
                                .map(both -> new Pair(
                                        () -> callBack(engine, both.getFirst()),
                                        () -> callBack(engine, both.getLast())))
                                .toList(),
                        left.size(),
                        () -> until("what was done is processed", () -> allProcessed(test)));
                until("it is processed", () -> allProcessed(test));
                for (List<Submission> both : some) {
                    String effects = effectOf(test, both.getFirst()) + " " + effectOf(test, both.getLast());
                    assertThat(effects).isIn("answered kept_late", "kept_late answered");
                    race.went(effects.startsWith("answered"));
                }
            }
            int twice = rows - left.size();
            left.forEach(both -> callBack(engine, both.getLast()));
            JobProgress end = test.await(job);

            race.assertBothWays();
            assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(end.credits().posted()).isEqualTo(LateVendor.PRICE * rows);
            assertChargedOnceAtMost(test);
            assertThat(sql(
                            test,
                            Integer.class,
                            "SELECT count(*)::int FROM weir.enrichment_record WHERE late AND charged = 0"))
                    .as("second answers are recorded")
                    .isEqualTo(twice);
            test.assertVerified();
        }
    }

    private static String effectOf(TestWeir test, Submission submission) {
        return sql(test, String.class, "SELECT effect FROM weir.inbox WHERE submission_id = ?", id(submission));
    }

    private static long id(Submission submission) {
        return Long.parseLong(submission.reference().replace("weir-", ""));
    }

    private static List<Long> ids(TestWeir test, String sql) {
        return test.database()
                .ownerJdbc()
                .sql(sql)
                .query((row, _) -> row.getLong(1))
                .list();
    }

    @Test
    void copiesOnTwoNodes() {
        LateVendor vendor = LateVendor.of("late", 1);
        try (TestWeir test = weir(vendor);
                Weir other = test.another();
                RunningWeir engine = test.start();
                RunningWeir node = test.startBesideOthers(other)) {
            Job job = submit(test, engine, PREPARED);
            until("all are out", () -> vendor.submissions().size() == PREPARED);
            List<Submission> left = new ArrayList<>(vendor.submissions());
            Race race = new Race();
            int twice = 0;
            while (!race.isOver() && !left.isEmpty()) {
                List<Submission> some = some(left);
                boolean[] first = new boolean[some.size()];
                boolean[] second = new boolean[some.size()];
                race.run(
                        IntStream.range(0, some.size())
                                .mapToObj(i -> new Pair(
                                        () -> first[i] = callBack(engine, some.get(i)),
                                        () -> second[i] = callBack(node, some.get(i))))
                                .toList(),
                        left.size(),
                        () -> {});
                for (int i = 0; i < some.size(); i++) {
                    assertThat(first[i]).as("one of them is the copy").isNotEqualTo(second[i]);
                    race.went(second[i]);
                }
                twice += some.size();
            }
            left.forEach(submission -> callBack(engine, submission));
            JobProgress end = test.await(job);

            race.assertBothWays();
            assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(end.credits().posted()).isEqualTo(LateVendor.PRICE * PREPARED);
            assertThat(sql(test, Integer.class, "SELECT count(*)::int FROM weir.inbox WHERE copies = 2"))
                    .isEqualTo(twice);
            assertThat(sql(test, Integer.class, "SELECT count(*)::int FROM weir.evidence"))
                    .isEqualTo(PREPARED);
            assertChargedOnceAtMost(test);
            test.assertVerified();
        }
    }
}
