package dev.weir.server.enrolment;

import dev.weir.server.audience.AudienceSettings;
import dev.weir.server.audience.AudienceSettings.Settings;
import dev.weir.server.catalog.Wanted;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.intake.Intake;
import dev.weir.server.intake.Order;
import dev.weir.server.intake.Outlook;
import dev.weir.server.intake.Rows;
import dev.weir.server.jobs.About;
import dev.weir.server.jobs.EventType;
import dev.weir.server.jobs.Events;
import dev.weir.server.problem.Problem;
import dev.weir.server.registry.Registry;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.workspace.DatabaseTime;
import dev.weir.server.workspace.Transactions;
import dev.weir.server.workspace.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Makes a job of what was chosen, as far as credits go, or says what keeps it back. It opens its own transactions.
 */
final class Submitter {

    /** Reached when a job has been made, and nobody has been told. */
    static final String SUBMITTED = "audience.submitted";

    private static final Logger LOG = LoggerFactory.getLogger(Submitter.class);

    /** What goes wrong for no reason that we know is tried so often. */
    private static final int TRIES = 3;

    private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(5);

    private final Transactions transactions;
    private final GatherTable table;
    private final AudienceSettings settings;
    private final Events events;
    private final Registry registry;
    private final Intake intake;
    private final BiPredicate<Workspace, String> stopped;
    private final ReachedCaps reachedCaps;
    private final Alongside alongside;
    private final DatabaseTime time;
    private final Failpoint failpoint;

    Submitter(
            Transactions transactions,
            GatherTable table,
            AudienceSettings settings,
            Events events,
            Registry registry,
            Intake intake,
            BiPredicate<Workspace, String> stopped,
            ReachedCaps reachedCaps,
            Alongside alongside,
            DatabaseTime time,
            Failpoint failpoint) {
        this.transactions = transactions;
        this.table = table;
        this.settings = settings;
        this.events = events;
        this.registry = registry;
        this.intake = intake;
        this.stopped = stopped;
        this.reachedCaps = reachedCaps;
        this.alongside = alongside;
        this.time = time;
        this.failpoint = failpoint;
    }

    /**
     * @return null when what was chosen has ended otherwise, and more may be pending
     * @throws Moved where others were first
     * @throws Problem where somebody has it run and is refused
     */
    @Nullable
    Gathered submit(Gathering gathering, Chosen.Choice chosen) {
        long workspaceId = gathering.workspaceId();
        Chosen.Choice choice = chosen;
        try {
            if (gathering.blueprint().equals(SubscriberEnrichment.SLUG)) {
                transactions.in(workspaceId, () -> SubscriberEnrichment.ensure(registry, workspaceId, "weir"));
            }
            Outlook outlook = intake.outlook(order(gathering, choice), rows(choice), EnrolmentWording.WORDS);
            requireSomebody(gathering.workspace(), outlook);
            long perRow = outlook.worstRowMilli();
            int affordable = affordable(gathering.workspace(), choice, perRow);
            if (affordable == 0 && choice.leftMilli() != null && choice.leftMilli() < perRow) {
                return creditsReached(workspaceId);
            }
            // Where not even one is affordable, the refusal is the intake's.
            choice = choice.first(Math.max(1, affordable));
            Chosen.Choice taken = choice;
            long jobId = intake.submit(
                            order(gathering, taken),
                            rows(taken),
                            EnrolmentWording.WORDS,
                            gathering.somebody() == null
                                    ? null
                                    : gathering.somebody().key(),
                            job -> alongside.submit(gathering, taken, job))
                    .jobId();
            failpoint.reached(SUBMITTED);
            return new Gathered.Made(
                    jobId, gathering.blueprint(), taken.requests().size());
        } catch (Problem problem) {
            return refused(gathering, choice, problem);
        } catch (Moved
                | DuplicateKeyException
                | TransientDataAccessException
                | RecoverableDataAccessException
                | DataAccessResourceFailureException
                | TransactionException passing) {
            throw passing;
        } catch (RuntimeException unexpected) {
            return failed(gathering, choice, unexpected);
        }
    }

    private Gathered creditsReached(long workspaceId) {
        return transactions.in(workspaceId, () -> {
            Settings standing = settings.get(workspaceId);
            if (standing.wish().maxCreditsPerDayMilli() == null) {
                throw new Moved();
            }
            return reachedCaps.credits(workspaceId, standing, DayCaps.now(table, workspaceId, standing, time.now()));
        });
    }

    /** Else all of it would be in flight, and wait there for a person to act. */
    private void requireSomebody(Workspace workspace, Outlook outlook) {
        for (Set<String> asked : outlook.asked()) {
            if (asked.stream().allMatch(provider -> stopped.test(workspace, provider))) {
                String names = asked.stream().sorted().collect(Collectors.joining(", "));
                throw Problem.conflict(
                        "provider_stopped",
                        "The vendor has refused the key of " + names + ", or the balance there is used up. Store"
                                + " another key, or see to it and reset the provider's breaker.");
            }
        }
    }

    private static int affordable(Workspace workspace, Chosen.Choice choice, long perRow) {
        int all = choice.requests().size();
        if (perRow == 0) {
            return all;
        }
        long milli = workspace.autoGrant() ? Long.MAX_VALUE : choice.availableMilli();
        Long left = choice.leftMilli();
        return (int) Math.min(all, (left == null ? milli : Math.min(milli, left)) / perRow);
    }

    private static Rows rows(Chosen.Choice choice) {
        return Rows.of(choice.rows(), "/subscribers");
    }

    private static Order order(Gathering gathering, Chosen.Choice choice) {
        int count = choice.requests().size();
        Gatherer.Somebody somebody = gathering.somebody();
        return new Order(
                gathering.workspace(),
                About.Source.AUDIENCE,
                somebody == null ? null : somebody.caller().keyId(),
                somebody == null ? null : somebody.caller().memberId(),
                gathering.blueprint() + " (" + count + (count == 1 ? " subscriber)" : " subscribers)"),
                new Wanted(List.of(), Map.of(), Map.of(), OnDoubt.HOLD),
                gathering.blueprint(),
                null,
                choice.leftMilli(),
                null,
                choice.isFresh(),
                null,
                Order.Hopeless.KEPT);
    }

    private @Nullable Gathered refused(Gathering gathering, Chosen.Choice choice, Problem problem) {
        String sentence = String.valueOf(problem.getMessage());
        if (problem.code().equals("no_usable_input")) {
            // Who lacks a key may have had one a minute ago: for want of it nobody fails.
            if (isHopeless(gathering, choice)) {
                end(gathering, choice, 1, "no_input");
                return null;
            }
            sentence += " Others that need something else could be asked, and have no key. Store the key of one.";
        }
        return waits(gathering, problem, sentence);
    }

    private boolean isHopeless(Gathering gathering, Chosen.Choice choice) {
        try {
            return intake.isHopeless(order(gathering, choice), rows(choice));
        } catch (Problem _) {
            return false;
        }
    }

    private Gathered waits(Gathering gathering, Problem problem, String sentence) {
        Instant until = transactions.in(
                gathering.workspaceId(),
                () -> settings.waits(gathering.workspaceId(), gathering.what(), problem.code(), sentence, null));
        if (!gathering.byItself()) {
            throw problem;
        }
        return new Gathered.Waits(sentence, until);
    }

    private Gathered failed(Gathering gathering, Chosen.Choice choice, RuntimeException unexpected) {
        LOG.warn(
                "{} subscribers of workspace {} could not be submitted to {}",
                choice.requests().size(),
                gathering.workspaceId(),
                gathering.blueprint(),
                unexpected);
        end(gathering, choice, TRIES, "not_submitted");
        return new Gathered.Waits(
                "Submitting failed for a reason of Weir's own, which its log tells; it is tried again.",
                transactions.inNone(time::now).plus(PAUSE_AFTER_ERROR));
    }

    /** After so many tries they fail. */
    private void end(Gathering gathering, Chosen.Choice choice, int tries, String reason) {
        long workspaceId = gathering.workspaceId();
        transactions.in(workspaceId, () -> {
            List<Map<String, Object>> failed = new ArrayList<>();
            for (GatherTable.Tried tried : table.tried(workspaceId, choice.ids(), tries, reason)) {
                if (tried.reason() != null) {
                    failed.add(Map.of(
                            "subscriberId", tried.subscriberId(),
                            "requestId", tried.requestId(),
                            "reason", tried.reason()));
                }
            }
            if (!failed.isEmpty()) {
                events.subscribers(
                        EventType.SUBSCRIBER_ENRICHMENT_FAILED, workspaceId, null, gathering.blueprint(), failed);
            }
            return failed;
        });
    }
}
