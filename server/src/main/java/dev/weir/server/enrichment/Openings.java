package dev.weir.server.enrichment;

import dev.weir.provider.Reply;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Opens the intents of one flush: of those questions that nobody has answered and nobody else is asking, as far as the
 * accounts have room.
 */
final class Openings {

    private final IntentTable intents;
    private final AnswerTable answers;
    private final FlushAccounts accounts;
    private final Waiting waiting;
    private final Map<Entry, Written> outcome;

    /** @param outcome gets why an entry's intent was not opened */
    Openings(
            IntentTable intents,
            AnswerTable answers,
            FlushAccounts accounts,
            Waiting waiting,
            Map<Entry, Written> outcome) {
        this.intents = intents;
        this.answers = answers;
        this.accounts = accounts;
        this.waiting = waiting;
        this.outcome = outcome;
    }

    /**
     * @param care which entries' intents may stand already
     * @throws Flush.Repeated where one of several is there already
     */
    void open(List<Entry> entries, Care care) {
        List<Entry> opening =
                entries.stream().filter(entry -> entry.opening != null).toList();
        if (opening.isEmpty()) {
            return;
        }
        // What is remembered costs nothing, and must not be refused for want of room on a tight account.
        List<Entry> asking = accounts.anyTight() ? notRemembered(opening) : opening;
        List<Entry> allowed = asking.stream()
                .filter(this::mayOpen)
                .sorted(Comparator.comparing(entry -> intentOf(entry).key(), AnswerKey.IN_ORDER))
                .toList();
        if (allowed.isEmpty()) {
            return;
        }
        List<NewIntent> wanted = allowed.stream().map(Openings::intentOf).toList();
        int inserted = intents.insert(wanted, care == Care.FRESH);
        List<Entry> ours = notTaken(allowed, inserted == wanted.size() ? Map.of() : standing(wanted));
        if (care != Care.ONE && ours.size() > inserted) {
            // Some stand since a commit of this very flush, and are counted as open.
            throw new Flush.Repeated();
        }
        // Whoever held a key until a moment ago has left an answer, which only a statement after the insertion is
        // sure to see; from the insertion on nobody else can add one.
        List<Entry> asked = notRemembered(ours);
        withdraw(ours);
        if (care != Care.ONE || inserted == 1) {
            asked.forEach(entry -> accounts.open(entry, entry.requireOpening()));
        }
        waiting.asked(asked);
    }

    private boolean mayOpen(Entry entry) {
        Written refusal = accounts.refusal(entry, entry.requireOpening());
        if (refusal != null) {
            outcome.put(entry, refusal);
        }
        return refusal == null;
    }

    private List<Entry> notTaken(List<Entry> opening, Map<AnswerKey, IntentTable.Stored> standing) {
        List<Entry> ours = new ArrayList<>(opening.size());
        for (Entry entry : opening) {
            IntentTable.Stored by = standing.get(intentOf(entry).key());
            if (by == null || isOf(by, intentOf(entry))) {
                ours.add(entry);
            } else {
                outcome.put(entry, new Written.Taken(by));
            }
        }
        return ours;
    }

    private List<Entry> notRemembered(List<Entry> opening) {
        Map<AnswerKey, Reply> remembered =
                answers.remembered(opening.stream().map(Entry::requireOpening).toList());
        List<Entry> asking = new ArrayList<>(opening.size());
        for (Entry entry : opening) {
            Reply reply = remembered.get(intentOf(entry).key());
            if (reply == null) {
                asking.add(entry);
            } else {
                outcome.put(entry, new Written.Remembered(reply));
            }
        }
        return asking;
    }

    /** Takes the intents back of what turned out to be answered. */
    private void withdraw(List<Entry> ours) {
        List<Settled> answered = ours.stream()
                .filter(outcome::containsKey)
                .map(Openings::intentOf)
                .map(intent -> new Settled(
                        intent.key(),
                        intent.jobId(),
                        intent.rowIndex(),
                        intent.step(),
                        intent.place(),
                        intent.amount(),
                        0,
                        Settled.Waiters.NONE))
                .toList();
        if (!answered.isEmpty()) {
            intents.delete(answered);
        }
    }

    private Map<AnswerKey, IntentTable.Stored> standing(List<NewIntent> wanted) {
        Map<AnswerKey, IntentTable.Stored> standing = new HashMap<>();
        intents.byKeys(wanted.stream().map(NewIntent::key).toList())
                .forEach(stored -> standing.put(stored.key(), stored));
        return standing;
    }

    private static NewIntent intentOf(Entry entry) {
        return entry.requireOpening().intent();
    }

    private static boolean isOf(IntentTable.Stored stored, NewIntent intent) {
        return stored.jobId() == intent.jobId()
                && stored.rowIndex() == intent.rowIndex()
                && stored.step() == intent.step()
                && stored.place() == intent.place()
                && stored.epoch() == intent.epoch();
    }
}
