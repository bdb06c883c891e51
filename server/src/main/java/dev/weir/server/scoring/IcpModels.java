package dev.weir.server.scoring;

import dev.weir.server.audience.AudienceSettings;
import dev.weir.server.audience.Dutiful;
import dev.weir.server.audience.Duty;
import dev.weir.server.audience.Sources;
import dev.weir.server.audience.Subscriber;
import dev.weir.server.audience.Subscribers;
import dev.weir.server.audience.Turns;
import dev.weir.server.compute.WeightedSum;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.DatabaseTime;
import dev.weir.server.workspace.Transactions;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * By which model a workspace's subscribers are scored, in versions: the newest counts. Whoever changes it has all subscribers
 * scored anew, in the background and without asking anybody about them.
 *
 * <p>Verbs join the caller's transaction, but for {@link #preview} and {@link #duty}, which have their own.
 */
public final class IcpModels {

    /** More say no more. */
    private static final int MOST_SAMPLED = 10_000;

    private final Transactions transactions;
    private final Turns turns;
    private final Subscribers subscribers;
    private final IcpModelTable table;
    private final DatabaseTime time;
    private final LongFunction<Lens> lenses;

    /** Workspaces in which a model is being tried: that may take a processor for seconds. */
    private final Set<Long> trying = ConcurrentHashMap.newKeySet();

    public IcpModels(
            JdbcClient jdbc,
            Transactions transactions,
            Turns turns,
            Subscribers subscribers,
            Sources sources,
            AudienceSettings settings) {
        this.transactions = transactions;
        this.turns = turns;
        this.subscribers = subscribers;
        this.table = new IcpModelTable(jdbc);
        this.time = new DatabaseTime(jdbc);
        this.lenses = workspaceId ->
                new Lens(sources.slugs(workspaceId), settings.get(workspaceId).foundFirst());
    }

    /** The newest version. @throws Problem NOT_FOUND where there is no model, or none any more */
    public IcpVersion model(long workspaceId) {
        return newest(workspaceId)
                .orElseThrow(() ->
                        Problem.notFound("no_icp_model", "There is no model, so nobody has a score. PUT makes one."));
    }

    private Optional<IcpVersion> newest(long workspaceId) {
        return table.newest(workspaceId).filter(version -> !version.removed());
    }

    /** All versions, newest first, those among them with which the model was taken away. */
    public List<IcpVersion> versions(long workspaceId) {
        return table.versions(workspaceId);
    }

    /** One version. @throws Problem NOT_FOUND */
    public IcpVersion version(long workspaceId, int version) {
        return table.one(workspaceId, version)
                .orElseThrow(
                        () -> Problem.notFound("unknown_icp_version", "The model has no version " + version + "."));
    }

    /** What is wrong with it. */
    public List<Problem.At> mistakes(IcpModel model) {
        return Scorecard.mistakes(model);
    }

    /**
     * Makes the model be so: the next version, or nothing where it is so already.
     *
     * @throws Problem with all that is wrong with it
     */
    public IcpVersion save(long workspaceId, IcpModel model, String by) {
        Scorecard.of(model);
        return next(workspaceId, model, by);
    }

    /** Makes the next version, which says what an earlier one said. @throws Problem NOT_FOUND, or where it says nothing */
    public IcpVersion rollBack(long workspaceId, int version, String by) {
        IcpVersion earlier = version(workspaceId, version);
        if (earlier.removed()) {
            throw Problem.conflict(
                    "no_icp_model", "With version " + version + " the model was taken away. DELETE does that.");
        }
        return save(workspaceId, earlier.model(), by);
    }

    /** Takes the model away: nobody has a score any more. Its versions stay. @throws Problem NOT_FOUND where there is none */
    public IcpVersion remove(long workspaceId, String by) {
        table.lock(workspaceId);
        model(workspaceId);
        return next(workspaceId, IcpModel.NONE, by);
    }

    private IcpVersion next(long workspaceId, IcpModel model, String by) {
        table.lock(workspaceId);
        IcpVersion before = table.newest(workspaceId).orElse(null);
        if (before != null && before.model().equals(model)) {
            return before;
        }
        int version = before == null ? 1 : before.version() + 1;
        table.insert(workspaceId, version, model, by);
        turns.wake(workspaceId, Duty.SCORES);
        return version(workspaceId, version);
    }

    /** Scores all anew by the same model, in the background: what counts of what is known of them is another. */
    public void rescore(long workspaceId) {
        table.lock(workspaceId);
        if (table.rescore(workspaceId)) {
            turns.wake(workspaceId, Duty.SCORES);
        }
    }

    /** What a subscriber is worth, and why. @throws Problem NOT_FOUND */
    public Explained score(long workspaceId, long subscriberId) {
        Subscriber subscriber =
                subscribers.find(workspaceId, List.of(subscriberId)).get(subscriberId);
        if (subscriber == null) {
            throw Problem.notFound("unknown_subscriber", "There is no subscriber " + subscriberId + ".");
        }
        Subscriber.Score score = subscriber.score();
        if (score == null) {
            return new Explained(subscriberId, null, null, null, null, whyNone(workspaceId), null);
        }
        Worth.Working working = Worth.Working.read(score.working());
        BigDecimal points = WeightedSum.plain(score.points());
        return new Explained(
                subscriberId,
                points,
                score.tier(),
                score.version(),
                score.at(),
                Worth.explanation(points, working),
                working);
    }

    private String whyNone(long workspaceId) {
        IcpVersion version = newest(workspaceId).orElse(null);
        if (version == null) {
            return "There is no score, since there is no model. PUT …/audience/icp makes one.";
        }
        return mistakes(version.model()).isEmpty()
                ? "There is no score yet; it is worked out in the background."
                : "There is no score, since version " + version.version() + " of the model is not understood any more."
                        + " GET …/audience/icp tells why.";
    }

    /**
     * Tries a model on the subscribers that there are, or on 10,000 spread evenly over them.
     *
     * @param model null for the newest version
     * @param below where in what was sent the model stands; places of mistakes begin with it
     * @throws Problem with all that is wrong with it; NOT_FOUND where none is given and none is there; CONFLICT while another
     *     one is tried there
     */
    public Preview preview(long workspaceId, @Nullable IcpModel model, String below) {
        Scorecard given = model == null ? null : Scorecard.of(model, below);
        if (!trying.add(workspaceId)) {
            throw Problem.conflict(
                    "preview_running",
                    "A model is being tried there. Try this one when that has ended, in some seconds.");
        }
        try {
            return preview(workspaceId, model, given);
        } finally {
            trying.remove(workspaceId);
        }
    }

    private Preview preview(long workspaceId, @Nullable IcpModel model, @Nullable Scorecard given) {
        Read read = transactions.in(
                workspaceId,
                () -> new Read(
                        (given == null ? Optional.of(model(workspaceId)) : newest(workspaceId)).orElse(null),
                        subscribers.sample(workspaceId, MOST_SAMPLED),
                        lenses.apply(workspaceId)));
        IcpModel then = model == null ? Objects.requireNonNull(read.newest()).model() : model;
        IcpModel newest = read.newest() == null ? null : read.newest().model();
        Scorecard now = newest == null || (given != null && !mistakes(newest).isEmpty()) ? null : Scorecard.of(newest);
        return new Previews(
                        ids -> transactions.in(workspaceId, () -> subscribers.find(workspaceId, ids)),
                        read.lens(),
                        now,
                        given == null ? Scorecard.of(then) : given,
                        System::nanoTime)
                .of(read.sample(), tiers(then));
    }

    private record Read(@Nullable IcpVersion newest, Subscribers.Sample sample, Lens lens) {}

    private static List<String> tiers(IcpModel model) {
        Map<String, @Nullable BigDecimal> tiers = model.tiers();
        return tiers == null
                ? List.of()
                : tiers.entrySet().stream()
                        .sorted(Map.Entry.<String, BigDecimal>comparingByValue().reversed())
                        .map(Map.Entry::getKey)
                        .toList();
    }

    /** Who keeps scores as they are to be. */
    public Dutiful duty() {
        return new Rescoring(transactions, table, time, subscribers, lenses, System::nanoTime);
    }
}
