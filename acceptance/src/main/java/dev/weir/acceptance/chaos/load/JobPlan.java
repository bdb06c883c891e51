package dev.weir.acceptance.chaos.load;

import dev.weir.acceptance.Leads;
import dev.weir.server.jobs.engine.Lease;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A job and what is done with it, made of a seed and a number alone. No two rows of any two plans share a question.
 *
 * @param cap the most that it may spend, in credits; empty for its worst case
 * @param csv whether it is uploaded as a list, else it is a document of records
 * @param connections over how many it is submitted at once
 * @param afterMillis how long after its submission the twist comes, and the signal of one that awaits an event
 * @param forMillis how long it stays paused
 */
public record JobPlan(
        long seed,
        int index,
        Tenant tenant,
        Work work,
        int rows,
        OnDoubt onDoubt,
        OptionalInt cap,
        Twist twist,
        boolean csv,
        int connections,
        int afterMillis,
        int forMillis) {

    /** What an await step of {@link Work#REVIEW} waits for. */
    static final String EVENT = "reviewed";

    /** Rows that {@link Twist#RERUN_FRESH} asks about again, at most. */
    private static final int FRESH_ROWS = 20;

    private static final int LARGE_ONE_IN = 15;
    private static final int GRANT_A_ROW = 3;
    private static final int HUNDRED = 100;
    private static final int MOST_JOBS = 1_000_000;

    /** The same for the same two numbers. */
    public static JobPlan of(long seed, int index) {
        if (index < 0 || index >= MOST_JOBS) {
            throw new IllegalArgumentException("plans are numbered from 0 to " + (MOST_JOBS - 1));
        }
        SplittableRandom random = new SplittableRandom(seed * MOST_JOBS + index);
        Tenant tenant = tenant(random.nextInt(HUNDRED));
        Work drawn = work(tenant, random.nextInt(HUNDRED));
        int rows = rows(tenant, index, random);
        Optional<Staple> staple = tenant.isAmple() ? Staple.of(index) : Optional.empty();
        Work work = staple.map(Staple::work).orElse(drawn);
        boolean tight = staple.isEmpty()
                && tenant.isAmple()
                && (work == Work.PROFILE || work == Work.FIELDS)
                && random.nextInt(HUNDRED) < 8;
        Twist drawnTwist = tight ? Twist.NONE : twist(work, random.nextInt(HUNDRED));
        Twist twist = staple.map(Staple::twist).orElse(drawnTwist);
        OnDoubt onDoubt = onDoubt(work, twist, random.nextInt(HUNDRED));
        return new JobPlan(
                seed,
                index,
                tenant,
                work,
                rows,
                onDoubt,
                tight ? OptionalInt.of(Math.max(1, rows / 2)) : OptionalInt.empty(),
                twist,
                random.nextInt(3) == 0,
                twist == Twist.RESUBMIT ? 2 + random.nextInt(3) : 1,
                200 + random.nextInt(4_000),
                500 + random.nextInt(4_000));
    }

    /** The same job, but it is cancelled under way. */
    JobPlan cancelled() {
        return new JobPlan(seed, index, tenant, work, rows, onDoubt, cap, Twist.CANCEL, csv, 1, afterMillis, forMillis);
    }

    /** What also the shortest run is to have, by a plan's number. */
    private enum Staple {
        LARGE_AND_CANCELLED(Work.PROFILE, Twist.CANCEL, 15),
        CANCELLED_WHILE_IT_WAITS(Work.REVIEW, Twist.CANCEL, 10),
        TIMED_OUT(Work.TARDY, Twist.NONE, 7),
        /** Often enough for one of them to be there while its vendor is down. */
        ITS_VENDOR_FAILS(Work.BRITTLE, Twist.NONE, 3, 13, 23);

        private static final int ONE_IN = 30;

        private final Work work;
        private final Twist twist;

        @SuppressWarnings("ImmutableEnumChecker") // of numbers, and never changed
        private final Set<Integer> remainders;

        Staple(Work work, Twist twist, Integer... remainders) {
            this.work = work;
            this.twist = twist;
            this.remainders = Set.of(remainders);
        }

        static Optional<Staple> of(int index) {
            return Arrays.stream(values())
                    .filter(one -> one.remainders.contains(index % ONE_IN))
                    .findFirst();
        }

        Work work() {
            return work;
        }

        Twist twist() {
            return twist;
        }
    }

    private static Tenant tenant(int share) {
        return share < 36 ? Tenant.ACME : share < 62 ? Tenant.GLOBEX : share < 90 ? Tenant.INITECH : Tenant.SPARSE;
    }

    private static Work work(Tenant tenant, int share) {
        if (!tenant.isAmple()) {
            return share < 60 ? Work.PROFILE : share < 80 ? Work.FIELDS : Work.VERIFIED;
        }
        if (tenant == Tenant.GLOBEX && share < 30) {
            return Work.STORED;
        }
        return share < 44
                ? Work.PROFILE
                : share < 56
                        ? Work.FIELDS
                        : share < 66
                                ? Work.VERIFIED
                                : share < 78
                                        ? Work.LATER
                                        : share < 85
                                                ? Work.FUNCTION
                                                : share < 92 ? Work.REVIEW : share < 96 ? Work.BRITTLE : Work.TARDY;
    }

    /** Few, many, or so many that they are several batches, which also the shortest run is to have. */
    private static int rows(Tenant tenant, int index, SplittableRandom random) {
        int share = random.nextInt(HUNDRED);
        if (tenant.isAmple() && index % LARGE_ONE_IN == 0) {
            return Lease.LARGE_ROWS + 1 + random.nextInt(500);
        }
        if (share < 6) {
            return 1 + random.nextInt(5);
        }
        if (!tenant.isAmple()) {
            return 20 + random.nextInt(100);
        }
        return share < 94 ? 50 + random.nextInt(350) : 400 + random.nextInt(500);
    }

    private static Twist twist(Work work, int share) {
        boolean redone = work == Work.PROFILE || work == Work.FIELDS || work == Work.STORED;
        return share < 60
                ? Twist.NONE
                : share < 68
                        ? Twist.PAUSE
                        : share < 76
                                ? Twist.CANCEL
                                : share < 88
                                        ? Twist.RESUBMIT
                                        : !redone ? Twist.NONE : share < 96 ? Twist.RERUN_FAILED : Twist.RERUN_FRESH;
    }

    // What a doubt that is held leaves undecided, a rerun would decide otherwise; and a table has each result once.
    private static OnDoubt onDoubt(Work work, Twist twist, int share) {
        if (work.answersLater() || work == Work.REVIEW || twist.isRerun()) {
            return OnDoubt.RETRY;
        }
        if (work == Work.STORED) {
            return share < 85 ? OnDoubt.RETRY : OnDoubt.SKIP;
        }
        return share < 50 ? OnDoubt.RETRY : share < 88 ? OnDoubt.HOLD : OnDoubt.SKIP;
    }

    /**
     * Whether its rows come to the same whatever happens, once all doubts have ended. The status of a job that ended with
     * doubts may differ: one that is settled afterwards does not change it.
     */
    public boolean comparable() {
        return tenant.isAmple()
                && work.isCertain()
                && onDoubt != OnDoubt.SKIP
                && cap.isEmpty()
                && twist != Twist.PAUSE
                && twist != Twist.CANCEL;
    }

    /**
     * Whether its doubts are asked again in the end, also those over which three attempts were lost; a job that was cancelled
     * asks nobody.
     */
    public boolean retriesDoubts() {
        return onDoubt != OnDoubt.SKIP && tenant.isAmple() && twist != Twist.CANCEL;
    }

    /** Under which it is submitted in its workspace, and how the job is called. */
    public String key() {
        return "plan-" + seed + "-" + index;
    }

    /** The credits that {@link Tenant#SPARSE} is granted when it has too few for it. */
    public long grant() {
        return (long) rows * GRANT_A_ROW;
    }

    /** What is known of its rows. */
    public Leads leads() {
        return new Leads(seed * MOST_JOBS + index, rows);
    }

    /** The rows of a rerun, as the API takes them. */
    Object rerunRows() {
        return twist == Twist.RERUN_FAILED
                ? "failed"
                : IntStream.range(0, Math.min(rows, FRESH_ROWS)).boxed().toList();
    }

    /** The body of a rerun. */
    String rerun() {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("rows", rerunRows());
        if (twist == Twist.RERUN_FRESH) {
            order.put(
                    "fromStep",
                    work == Work.FIELDS
                            ? Customers.FIELDS.getFirst()
                            : work.steps().getFirst());
            order.put("fresh", true);
        }
        return JsonMapper.shared().writeValueAsString(order);
    }

    /** What the query of a list's upload says; empty for a document, which says it itself. */
    String query() {
        if (!csv) {
            return "";
        }
        List<String> parameters = new ArrayList<>();
        if (work == Work.FIELDS) {
            parameters.add("fields=" + String.join(",", Customers.FIELDS));
            parameters.add("waterfallConfig=" + URLEncoder.encode(Customers.FIELDS_ASK, StandardCharsets.UTF_8));
        } else {
            parameters.add("blueprint=" + work.slug());
        }
        parameters.add("name=" + key());
        parameters.add("onDoubt=" + onDoubt.word());
        cap.ifPresent(credits -> parameters.add("maxCredits=" + credits));
        return "?" + String.join("&", parameters);
    }

    String type() {
        return csv ? "text/csv" : "application/json";
    }

    /** What is sent, the same bytes every time. */
    public String body() {
        if (csv) {
            return leads().csv();
        }
        ObjectNode order = JsonMapper.shared().createObjectNode().put("name", key());
        if (work == Work.FIELDS) {
            Customers.ask(order);
        } else {
            order.put("blueprint", work.slug());
        }
        order.put("onDoubt", onDoubt.word());
        cap.ifPresent(credits -> order.put("maxCredits", credits));
        order.putPOJO("records", leads().records());
        return JsonMapper.shared().writeValueAsString(order);
    }
}
