package dev.weir.server.enrolment;

import dev.weir.provider.Values;
import dev.weir.server.audience.AudienceSettings;
import dev.weir.server.audience.Dutiful;
import dev.weir.server.audience.News;
import dev.weir.server.audience.Source;
import dev.weir.server.audience.Sources;
import dev.weir.server.audience.Subscriber;
import dev.weir.server.audience.Subscribers;
import dev.weir.server.expressions.SubscriberFacts;
import dev.weir.server.waterfall.StepCondition;
import dev.weir.server.workspace.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has triggers look at what has arrived: what they want, what they have come to, and that the arrivals were looked at is one
 * transaction. Whoever is at it has the triggers locked, so that of two at once one waits, and a change of a trigger is of
 * effect when it is answered.
 */
final class Triggering implements Dutiful {

    private static final int MOST = 1_000;

    /** Conditions may be slow; what is not looked at by then is for the next time. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(1);

    private final Transactions transactions;
    private final Subscribers subscribers;
    private final Sources sources;
    private final AudienceSettings settings;
    private final EnrichmentRequests requests;
    private final Triggers triggers;

    Triggering(
            Transactions transactions,
            Subscribers subscribers,
            Sources sources,
            AudienceSettings settings,
            EnrichmentRequests requests,
            Triggers triggers) {
        this.transactions = transactions;
        this.subscribers = subscribers;
        this.sources = sources;
        this.settings = settings;
        this.requests = requests;
        this.triggers = triggers;
    }

    /** One trigger at work. */
    private static final class AtWork {
        private final Trigger trigger;
        private final TriggerCondition condition;
        private int fired;
        private @Nullable String error;

        AtWork(Trigger trigger) {
            this.trigger = trigger;
            this.condition = TriggerCondition.over(trigger.condition());
        }

        boolean takes(News news, Values arrival) {
            if (!(news.created() ? trigger.onCreated() : trigger.onChanged())) {
                return false;
            }
            StepCondition.Told told = condition.on(arrival);
            if (told.trouble() != null) {
                error = "subscriber " + news.subscriber().id() + ": " + told.trouble();
            }
            if (told.holds()) {
                fired++;
            }
            return told.holds();
        }
    }

    @Override
    public @Nullable Instant work(long workspaceId) {
        return transactions.in(workspaceId, () -> {
            List<Trigger> all = triggers.lock(workspaceId);
            AudienceSettings.Settings wanted = settings.get(workspaceId);
            if (wanted.paused()) {
                // Whoever resumes wakes this.
                return null;
            }
            List<News> news = subscribers.unconsidered(workspaceId, MOST);
            int looked = look(workspaceId, all, news, wanted.foundFirst());
            return looked < news.size() || news.size() == MOST ? AT_ONCE : null;
        });
    }

    /** @return at how many of them; the others are left */
    private int look(long workspaceId, List<Trigger> all, List<News> news, Set<String> foundFirst) {
        List<AtWork> atWork = all.stream()
                .filter(trigger -> trigger.mode() != Trigger.Mode.OFF)
                .map(AtWork::new)
                .toList();
        Map<Long, String> slugs = sources.slugs(workspaceId);
        List<EnrichmentRequests.Want> wants = new ArrayList<>();
        Set<Long> moved = new HashSet<>();
        List<Long> considered = new ArrayList<>(news.size());
        long began = System.nanoTime();
        for (News one : news) {
            if (System.nanoTime() - began > LONG_ENOUGH.toNanos()) {
                break;
            }
            considered.add(one.eventId());
            if (one.changed().contains(News.STATUS) || !one.subscriber().subscribed()) {
                moved.add(one.subscriber().id());
            }
            Values arrival = arrival(one.subscriber(), slugs, foundFirst, one.sourceId(), one.created(), one.changed());
            for (AtWork each : atWork) {
                if (each.takes(one, arrival)) {
                    wants.add(want(one, each.trigger));
                }
            }
        }
        if (!considered.isEmpty()) {
            requests.want(workspaceId, wants, moved);
            subscribers.considered(workspaceId, considered);
            triggers.count(
                    workspaceId,
                    atWork.stream()
                            .filter(each -> each.fired > 0 || each.error != null)
                            .map(each -> new TriggerTable.Counted(each.trigger.id(), each.fired, each.error))
                            .toList());
        }
        return considered.size();
    }

    private static EnrichmentRequests.Want want(News news, Trigger by) {
        return new EnrichmentRequests.Want(
                news.subscriber().id(), by.blueprint(), news.sourceId(), by.id(), by.mode() == Trigger.Mode.RUN, false);
    }

    /** What conditions are asked about. */
    static Values arrival(
            Subscriber subscriber,
            Map<Long, String> slugs,
            Set<String> foundFirst,
            long from,
            boolean created,
            Set<String> changed) {
        return subscriber
                .facts(Source.name(slugs, subscriber.sourceId()))
                .among(
                        subscriber.known(foundFirst),
                        new SubscriberFacts.Arrival(
                                Source.name(slugs, from),
                                created,
                                changed.stream().sorted().toList()));
    }
}
