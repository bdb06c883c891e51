package dev.weir.acceptance.chaos.load;

import dev.weir.acceptance.chaos.load.Customers.Customer;
import dev.weir.acceptance.chaos.load.Door.Answer;
import dev.weir.acceptance.chaos.load.Story.Act;
import dev.weir.acceptance.chaos.load.Story.Kind;
import dev.weir.acceptance.chaos.load.Story.Play;
import dev.weir.acceptance.chaos.load.Story.Submission;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Plays one plan: from its submission until its job has closed, or until no more is to be done. */
final class Player {

    private static final String JOBS = "/enrichment-jobs";
    private static final String JSON = "application/json";
    private static final int NOT_ENOUGH_CREDITS = 402;
    private static final long LOOK_MILLIS = 1_500;
    private static final long WAITING_LOOK_MILLIS = 5_000;

    /** Of {@link Tenant#SPARSE}: its cap by day grows slower than what its jobs would spend. */
    private static final int CAPS_EVERY = 4;

    private static final int FIRST_CAP = 100;
    private static final int CAP_A_PLAN = 8;

    private final Door door;
    private final Customer customer;
    private final JobPlan plan;
    private final OpenRows open;
    private final CountDownLatch ending;
    private final boolean hurried;
    private final List<Submission> submissions = new ArrayList<>();
    private final List<Act> acts = new ArrayList<>();

    /**
     * @param ending when it is down, nothing is waited for any more; what was begun is still brought to an end
     * @param hurried whether nothing is waited for from the beginning, but a job whose rows are done again
     */
    Player(Door door, Customers customers, JobPlan plan, OpenRows open, CountDownLatch ending, boolean hurried) {
        this.door = door;
        this.customer = customers.of(plan.tenant());
        this.plan = plan;
        this.open = open;
        this.ending = ending;
        this.hurried = hurried;
    }

    /** @param submitted is run when the first submission is answered; @param again whether rows may be done again */
    Play play(Runnable submitted, boolean again) throws InterruptedException {
        Optional<Long> job;
        try {
            job = submit();
        } finally {
            submitted.run();
        }
        if (job.isPresent()) {
            try {
                open.of(job.get(), plan.rows());
                follow(job.get(), again);
            } finally {
                open.over(job.get());
            }
        }
        return new Play(plan, submissions, acts);
    }

    private Optional<Long> submit() throws InterruptedException {
        if (!plan.tenant().isAmple() && plan.index() % CAPS_EVERY == 0) {
            cap();
        }
        submitOver(plan.connections());
        boolean tooFew = submissions.stream().anyMatch(one -> one.status() == NOT_ENOUGH_CREDITS);
        if (tooFew && !plan.tenant().isAmple()) {
            grant();
            submitOver(1);
        }
        return submissions.stream()
                .filter(Submission::isTaken)
                .map(Submission::job)
                .findFirst();
    }

    private void submitOver(int connections) throws InterruptedException {
        String body = plan.body();
        over(connections, () -> door.post(customer, JOBS + plan.query(), plan.type(), plan.key(), body)).stream()
                .map(answer -> new Submission(answer.status(), answer.id(), answer.replayed(), answer.problem()))
                .forEach(submissions::add);
    }

    /** Something that is sent until it is answered. */
    private interface Request {
        Answer send() throws InterruptedException;
    }

    /** Two who do not know of each other ask for the same under one key. */
    private static Answer twice(Request request) throws InterruptedException {
        return over(2, request).getFirst();
    }

    /** Sends it over so many connections at once. */
    private static List<Answer> over(int connections, Request request) throws InterruptedException {
        List<FutureTask<Answer>> others = Stream.generate(() -> new FutureTask<>(request::send))
                .limit(connections - 1L)
                .toList();
        List<Answer> answers = new ArrayList<>();
        try {
            others.forEach(Thread.ofVirtual()::start);
            answers.add(request.send());
            for (FutureTask<Answer> other : others) {
                answers.add(other.get());
            }
            return answers;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            // Of a load that is closed; else they have ended.
            others.forEach(other -> other.cancel(true));
        }
    }

    private void grant() throws InterruptedException {
        String key = plan.key() + "-grant";
        Answer answer = twice(() -> door.insist(
                () -> door.request(customer, "/credits/grants")
                        .setHeader("Authorization", "Bearer " + customer.keys().installation())
                        .header("Content-Type", JSON)
                        .header("Idempotency-Key", key)
                        .POST(BodyPublishers.ofString("{\"credits\": " + plan.grant() + "}")),
                key));
        acts.add(act(Kind.GRANT, 0, answer));
    }

    private void cap() throws InterruptedException {
        Answer answer = door.insist(
                () -> door.request(customer, "/caps")
                        .header("Content-Type", JSON)
                        .PUT(BodyPublishers.ofString(
                                "{\"credits\": " + (FIRST_CAP + CAP_A_PLAN * plan.index()) + ", \"lowCredits\": 50}")),
                plan.key() + "-caps");
        acts.add(act(Kind.CAPS, 0, answer));
    }

    private static Act act(Kind kind, long job, Answer answer) {
        JsonNode inFlight = answer.body().at("/data/callsInFlight");
        return new Act(
                kind,
                answer.status(),
                job,
                answer.problem(),
                Instant.now(),
                inFlight.isNumber() ? OptionalInt.of(inFlight.asInt()) : OptionalInt.empty());
    }

    private void follow(long job, boolean again) throws InterruptedException {
        String path = JOBS + "/" + job;
        linger(plan.afterMillis());
        if (plan.twist() == Twist.PAUSE) {
            act(Kind.PAUSE, job, path + "/pause", "");
            linger(plan.forMillis());
            act(Kind.RESUME, job, path + "/resume", "");
        } else if (plan.twist() == Twist.CANCEL && !isOver()) {
            act(Kind.CANCEL, job, path + "/cancel", "");
        }
        if (plan.work() == Work.REVIEW) {
            act(Kind.SIGNAL, job, path + "/signals", signal(", \"rowIndex\": 0"));
            act(Kind.SIGNAL, job, path + "/signals", signal(""));
        }
        boolean closed = awaitClosed(job);
        if (plan.twist() == Twist.RESUBMIT) {
            submitOver(1);
        } else if (plan.twist().isRerun() && again && closed) {
            long rerun = act(Kind.RERUN, job, path + "/rerun", plan.rerun());
            if (rerun > 0) {
                open.of(rerun, plan.rows());
                try {
                    awaitClosed(rerun);
                } finally {
                    open.over(rerun);
                }
            }
        }
    }

    private String signal(String whom) {
        return "{\"name\": \"" + JobPlan.EVENT + "\", \"payload\": {\"by\": \"ada " + plan.index() + "\"}" + whom + "}";
    }

    /** @return the id of what it made; 0 for nothing */
    private long act(Kind kind, long job, String rest, String body) throws InterruptedException {
        String key = plan.key() + "-" + kind + "-" + acts.size();
        Answer answer = twice(() -> door.post(customer, rest, JSON, key, body));
        long made = kind == Kind.RERUN ? answer.id() : job;
        acts.add(act(kind, made, answer));
        return made;
    }

    private boolean isOver() {
        return ending.getCount() == 0;
    }

    private void linger(long millis) throws InterruptedException {
        if (!hurried) {
            ending.await(millis, TimeUnit.MILLISECONDS);
        }
    }

    /** Looks until the job has closed; false when it is not waited for any longer. */
    private boolean awaitClosed(long job) throws InterruptedException {
        if (hurried && !plan.twist().isRerun()) {
            return false;
        }
        long pause = LOOK_MILLIS;
        while (!ending.await(pause, TimeUnit.MILLISECONDS)) {
            Optional<JsonNode> seen = door.look(customer, JOBS + "/" + job);
            if (seen.isEmpty()) {
                continue;
            }
            JsonNode now = seen.get().path("data");
            String phase = now.path("phase").asString("");
            if (phase.equals("closed")) {
                return true;
            }
            boolean waits = phase.equals("waiting");
            pause = waits ? WAITING_LOOK_MILLIS : LOOK_MILLIS;
            open.of(
                    job,
                    waits
                            ? 0
                            : now.path("totalRecords").asLong()
                                    - now.path("completedRecords").asLong()
                                    - now.path("failedRecords").asLong());
        }
        return false;
    }
}
