package dev.weir.acceptance.chaos;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Discrepancy.Kind;
import dev.weir.acceptance.Narration;
import dev.weir.acceptance.Waiting;
import dev.weir.acceptance.chaos.faults.Coverage;
import dev.weir.acceptance.chaos.faults.FragileVendors;
import dev.weir.acceptance.chaos.faults.Ordeal;
import dev.weir.acceptance.chaos.faults.Servers;
import dev.weir.acceptance.chaos.faults.Torment;
import dev.weir.acceptance.chaos.faults.TormentPlan;
import dev.weir.acceptance.chaos.inside.Bug;
import dev.weir.acceptance.chaos.inside.Commits;
import dev.weir.acceptance.chaos.inside.Counter;
import dev.weir.acceptance.chaos.inside.Plan;
import dev.weir.acceptance.chaos.inside.Provocation;
import dev.weir.acceptance.chaos.judge.Judge;
import dev.weir.acceptance.chaos.judge.Occurrence;
import dev.weir.acceptance.chaos.judge.RunReport;
import dev.weir.acceptance.chaos.judge.Sampler;
import dev.weir.acceptance.chaos.judge.Sometimes;
import dev.weir.acceptance.chaos.judge.Trouble;
import dev.weir.acceptance.chaos.judge.Undisturbed;
import dev.weir.acceptance.chaos.load.Customers;
import dev.weir.acceptance.chaos.load.Ending;
import dev.weir.acceptance.chaos.load.Load;
import dev.weir.acceptance.chaos.load.Story;
import dev.weir.acceptance.chaos.load.Vendors;
import dev.weir.acceptance.temporal.Cluster;
import dev.weir.acceptance.temporal.EngineChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.dao.DataAccessException;

/** One installation at work, tormented for a while, brought to its end and judged. */
final class ChaosRun {

    /**
     * That everything is final after the faults, and comes to its end in the undisturbed run. It is the same where a bug is
     * planted: what the program as it is might not keep shows nothing.
     */
    static final Duration BOUND = Duration.ofMinutes(5);

    /** So many calls are open when the installation is at work. */
    private static final long BUSY = 200;

    /** In a run without anything that takes as long as a lease. */
    private static final Duration STANDS_BRIEFLY = Duration.ofSeconds(6);

    private static final Duration WARM = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(200);

    /** So many replies in stale writes cannot all be worth nothing. */
    private static final long REPLIES = 10;

    private final Wish wish;
    private final Narration narration;
    private final Path log;

    private ChaosRun(Wish wish, Consumer<String> say) {
        this.wish = wish;
        this.narration = Narration.to(say);
        this.log = wish.folder().resolve("client-log.jsonl");
    }

    /**
     * What is to be run.
     *
     * @param folder everything stays there
     * @param unpack where PostgreSQL's binaries are, or will be, unpacked
     * @param cluster Temporal, where it is to be the engine
     * @param seed of load, vendors and faults
     * @param lasting how long faults come
     * @param clients how many submit at the same time
     * @param bug what is planted
     * @param coverage of the matrix, of earlier runs and of this one
     * @param compared whether the same is played without faults, and held against it
     * @param brief whether nothing takes longer than a lease
     */
    record Wish(
            Path folder,
            Path unpack,
            Optional<Cluster> cluster,
            long seed,
            Duration lasting,
            int clients,
            Optional<Bug> bug,
            Coverage coverage,
            boolean compared,
            boolean brief) {}

    /**
     * What came of it.
     *
     * @param ordeal what it went through; empty when it did not come to that
     * @param ending how it came to its end; empty when it did not
     * @param size how much there was of everything
     * @param counters of what has to happen for a run to count
     * @param found everything that does not fit; empty when all does
     * @param broken why it could not be run or judged to the end; empty when it was
     */
    record Outcome(
            Optional<Ordeal> ordeal,
            Optional<Ending> ending,
            Map<String, Object> size,
            List<Occurrence> counters,
            List<Discrepancy> found,
            Optional<String> broken) {

        Outcome {
            size = new LinkedHashMap<>(size);
            counters = List.copyOf(counters);
            found = List.copyOf(found);
        }
    }

    /** Runs it. @throws IOException when the harness itself cannot go on */
    static Outcome of(Wish wish, Consumer<String> say) throws IOException, InterruptedException {
        return new ChaosRun(wish, say).run();
    }

    private Outcome run() throws IOException, InterruptedException {
        EngineChoice engine = wish.cluster().map(Cluster::engine).orElse(EngineChoice.CONDUCTOR);
        try (Installation site =
                Installation.open(wish.folder(), wish.unpack(), engine, Vendors.lifelike(wish.seed()))) {
            Servers servers = Servers.of(
                    site, wish.bug().map(bug -> Plan.SOUND.bug(bug.name())).orElse(Plan.SOUND));
            return new Stage(site, servers).play();
        }
    }

    private final class Stage {
        private final Installation site;
        private final Servers servers;
        private final List<Discrepancy> found = new ArrayList<>();
        private final Map<String, Long> counted = new HashMap<>();
        private Optional<Ordeal> ordeal = Optional.empty();
        private Optional<Ending> ending = Optional.empty();
        private Map<String, Object> size = Map.of();
        private List<Occurrence> counters = List.of();

        Stage(Installation site, Servers servers) {
            this.site = site;
            this.servers = servers;
        }

        Outcome play() throws InterruptedException {
            Optional<String> broken = Optional.empty();
            try {
                judge();
            } catch (IOException | DataAccessException failed) {
                broken = Optional.of(String.valueOf(failed.getMessage()));
                narration.tell("broken off: " + failed.getMessage());
            }
            return new Outcome(ordeal, ending, size, counters, found, broken);
        }

        private void judge() throws IOException, InterruptedException {
            servers.startAll();
            Customers customers = Customers.furnish(site);
            Story story = tormented(customers);
            narration.tell("the faults are over; " + story.plays().size() + " plans were played");
            if (wish.bug().isPresent() && !found.isEmpty()) {
                return;
            }
            try {
                Ending over =
                        Ending.await(site, customers, story, BOUND, wish.brief() ? STANDS_BRIEFLY : Ending.STANDS);
                ending = Optional.of(over);
                narration.tell("everything is final " + over.took().toSeconds() + " s later");
            } catch (Ending.NotFinal left) {
                found.add(new Discrepancy(Kind.LOST, "all", String.valueOf(left.getMessage())));
                narration.tell(String.valueOf(left.getMessage()));
                return;
            }
            long thrown = 0;
            for (int i = 0; i < servers.count(); i++) {
                servers.control(i).counts().forEach((name, times) -> counted.merge(name, times, Long::sum));
                // At a commit what is thrown is what a broken line gives, which is no reason for a 500.
                thrown += servers.control(i).fired().stream()
                        .filter(one -> !one.point().startsWith(Commits.POINTS))
                        .count();
            }
            keptEvidence();
            size = RunReport.size(site, story);
            counters = Sometimes.of(site, story, counted);
            Optional<Undisturbed> undisturbed = wish.compared() ? Optional.of(undisturbed(story)) : Optional.empty();
            found.addAll(Judge.judge(
                    site,
                    customers,
                    story,
                    log,
                    thrown,
                    ordeal.map(one -> new Trouble(one.still(), one.over())).orElseThrow(),
                    undisturbed));
            narration.tell("judged");
        }

        private boolean cancelling() {
            return wish.bug()
                    .filter(bug -> bug.needs().contains(Provocation.JOB_CANCELLED))
                    .isPresent();
        }

        private void keptEvidence() {
            long fenced = counted.getOrDefault(Counter.REPLY_FENCED.text(), 0L);
            if (fenced >= REPLIES && !counted.containsKey(Counter.EVIDENCE_FILED.text())) {
                found.add(new Discrepancy(
                        Kind.LOST, "evidence", fenced + " replies came under a lost lease, and none of them was kept"));
            }
        }

        private Story tormented(Customers customers) throws IOException, InterruptedException {
            try (Load load = Load.begin(site, customers, wish.seed(), cancelling(), wish.clients(), log)) {
                Sampler sampler = Sampler.begin(site);
                try {
                    boolean _ = Waiting.until(() -> underWay() >= BUSY, LOOK, WARM);
                    Torment torment = Torment.begin(site, servers, wish.seed(), plan(), narration::tell);
                    try {
                        Waiting.until(() -> wish.bug().isPresent() && sampler.hasFound(), LOOK, wish.lasting());
                    } finally {
                        ordeal = Optional.of(torment.stop());
                    }
                } finally {
                    Sampler.Seen seen = sampler.stop();
                    found.addAll(seen.found());
                    counted.putAll(seen.counts());
                }
                return load.stop();
            }
        }

        /** Where little is, little breaks. */
        private long underWay() {
            return site.database()
                    .sql()
                    .sql("SELECT count(*) FROM weir.intent WHERE state = 0")
                    .query(Long.class)
                    .single();
        }

        private TormentPlan plan() {
            TormentPlan usual = TormentPlan.usual()
                    .with(FragileVendors.in(Vendors.BRITTLE, Vendors.LATE))
                    .with(wish.coverage());
            TormentPlan plan = wish.bug().map(usual::with).orElse(wish.brief() ? usual.briefly() : usual);
            return wish.cluster().map(plan::with).orElse(plan);
        }
    }

    /** The same plans at an installation that nobody disturbs. */
    private Undisturbed undisturbed(Story story) throws IOException, InterruptedException {
        Path folder = wish.folder().resolve("undisturbed");
        try (Installation site =
                Installation.open(folder, wish.unpack(), EngineChoice.CONDUCTOR, Vendors.hurried(wish.seed()))) {
            for (ServerNode server : site.servers()) {
                server.start(List.of());
            }
            Story again = Load.replay(site, Customers.furnish(site), story, folder.resolve("client-log.jsonl"), BOUND);
            narration.tell("undisturbed, too: " + again.plays().size() + " plans");
            return Undisturbed.of(site, again);
        }
    }
}
