package dev.weir.server.scoring;

import dev.weir.server.audience.Dutiful;
import dev.weir.server.audience.Scored;
import dev.weir.server.audience.Subscriber;
import dev.weir.server.audience.Subscribers;
import dev.weir.server.workspace.DatabaseTime;
import dev.weir.server.workspace.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores subscribers of whom something has changed, and all when the model has: by number, page by page, each page one
 * transaction with the place up to which they are scored. It reads what is known and asks nobody.
 *
 * <p>Whoever writes scores or makes a version has the lock of the workspace's models. So no score of a version is written
 * once a newer one is there, and those who are scored by the older one are behind the newer one's place.
 */
final class Rescoring implements Dutiful {

    private static final Logger LOG = LoggerFactory.getLogger(Rescoring.class);

    private static final int PAGE = 1_000;

    /** After so long it is seen whether a model that nobody can be scored by is understood again. */
    private static final Duration BROKEN = Duration.ofHours(1);

    /** So long a page is worked on, while its subscribers are locked; what is left is for the next one. */
    private static final Duration LONGEST_PAGE = Duration.ofMillis(300);

    /** After so long others have their turn. */
    private static final Duration LONGEST = Duration.ofMillis(700);

    private final Transactions transactions;
    private final IcpModelTable models;
    private final DatabaseTime time;
    private final Subscribers subscribers;
    private final LongFunction<Lens> lenses;
    private final LongSupplier nanos;

    /** @param lenses of workspaces; joins the caller's transaction */
    Rescoring(
            Transactions transactions,
            IcpModelTable models,
            DatabaseTime time,
            Subscribers subscribers,
            LongFunction<Lens> lenses,
            LongSupplier nanos) {
        this.transactions = transactions;
        this.models = models;
        this.time = time;
        this.subscribers = subscribers;
        this.lenses = lenses;
        this.nanos = nanos;
    }

    @Override
    public @Nullable Instant work(long workspaceId) {
        long begun = nanos.getAsLong();
        IcpVersion broken = transactions.in(workspaceId, () -> broken(workspaceId));
        if (broken != null) {
            LOG.warn(
                    "by version {} of workspace {}'s model nobody can be scored any more; the model itself tells why",
                    broken.version(),
                    workspaceId);
            return transactions.inNone(time::now).plus(BROKEN);
        }
        while (nanos.getAsLong() - begun < LONGEST.toNanos()) {
            // One page of each: those who change all the time keep nobody else waiting, nor the other way round.
            boolean due = transactions.in(workspaceId, () -> due(workspaceId));
            boolean others = transactions.in(workspaceId, () -> others(workspaceId));
            if (!due && !others) {
                return null;
            }
        }
        return AT_ONCE;
    }

    /** The newest version where it is not understood, though it was when it was saved. */
    private @Nullable IcpVersion broken(long workspaceId) {
        return models.newest(workspaceId)
                .filter(version -> !version.removed()
                        && !Scorecard.mistakes(version.model()).isEmpty())
                .orElse(null);
    }

    /** Those of whom something has changed. Without a model they stay due. @return whether there may be more */
    private boolean due(long workspaceId) {
        models.lock(workspaceId);
        Optional<IcpVersion> newest = models.newest(workspaceId).filter(version -> !version.removed());
        if (newest.isEmpty()) {
            return false;
        }
        List<Subscriber> page = subscribers.unscored(workspaceId, PAGE);
        return write(workspaceId, newest.get(), page, false) > 0;
    }

    /** Those whom the newest version has not reached yet. @return whether there may be more */
    private boolean others(long workspaceId) {
        models.lock(workspaceId);
        IcpVersion newest = models.newest(workspaceId).orElse(null);
        if (newest == null || newest.rescoredAt() != null) {
            return false;
        }
        List<Subscriber> page = subscribers.after(workspaceId, newest.rescoredUpto(), PAGE);
        int written = write(workspaceId, newest, page, true);
        boolean all = written == page.size() && page.size() < PAGE;
        long upto = written == 0 ? newest.rescoredUpto() : page.get(written - 1).id();
        models.rescored(workspaceId, newest.version(), upto, all);
        return !all;
    }

    /**
     * Scores as many of them as there is time for, at least one.
     *
     * @param asItWas whether a score that is there already need not be written again; whoever is due stays due then
     * @return how many, from the first on
     */
    private int write(long workspaceId, IcpVersion version, List<Subscriber> page, boolean asItWas) {
        if (page.isEmpty()) {
            return 0;
        }
        Scorecard card = version.removed() ? null : Scorecard.of(version.model());
        Lens lens = lenses.apply(workspaceId);
        Instant at = time.now();
        List<Scored> scores = new ArrayList<>(page.size());
        long begun = nanos.getAsLong();
        int done = 0;
        while (done < page.size() && (done == 0 || nanos.getAsLong() - begun < LONGEST_PAGE.toNanos())) {
            Subscriber subscriber = page.get(done++);
            Subscriber.Score score = card == null ? null : score(card, lens, subscriber, version, at);
            if (!asItWas || !same(subscriber.score(), score)) {
                scores.add(new Scored(subscriber.id(), score));
            }
        }
        subscribers.score(workspaceId, scores);
        return done;
    }

    private static boolean same(Subscriber.@Nullable Score one, Subscriber.@Nullable Score other) {
        return one == null || other == null
                ? one == other
                : one.version() == other.version()
                        && one.points().compareTo(other.points()) == 0
                        && Objects.equals(one.tier(), other.tier())
                        && one.working().equals(other.working());
    }

    private static Subscriber.Score score(
            Scorecard card, Lens lens, Subscriber subscriber, IcpVersion version, Instant at) {
        Worth worth = card.worth(lens.known(subscriber));
        return new Subscriber.Score(
                worth.points(), worth.tier(), version.version(), worth.working().json(), at);
    }
}
