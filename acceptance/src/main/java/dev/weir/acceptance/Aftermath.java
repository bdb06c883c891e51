package dev.weir.acceptance;

import dev.weir.server.enrichment.Doubt;
import dev.weir.server.waterfall.CellState;
import java.time.Duration;
import java.util.List;

/**
 * What is looked at when the killing is over: first with the doubts the kills have left, then with all of them asked
 * again.
 */
final class Aftermath {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Stage stage;
    private final Undisturbed undisturbed;
    private final Showing showing;

    Aftermath(Stage stage, Undisturbed undisturbed, Showing showing) {
        this.stage = stage;
        this.undisturbed = undisturbed;
        this.showing = showing;
    }

    void look(Order order) {
        withDoubts();
        if (showing.shown()) {
            retried(order);
        } else {
            showing.say("  the doubts are not retried: the run is not what it should be without that");
        }
    }

    private void withDoubts() {
        Bills bills = stage.bills();
        Books books = stage.books();
        Table table = stage.table();
        showing.figure("cells in doubt", table.count(CellState.IN_DOUBT));
        showing.figure("intents in doubt", books.standing().size());
        showing.figure("charges that crossed a crash", crossed(books, bills));
        showing.figure("charged calls that were repeated, before resolving", bills.chargedRepeats());
        showing.mustHold(bills.chargedRepeats() == 0, "nothing is charged twice while doubts are held");
        showing.discrepancies(
                "with doubts held",
                Reconciliation.of(books, bills, undisturbed.table(), table, Reconciliation.Doubts.EXCUSED));
        showing.discrepancies("in verify, with doubts held", stage.verify());
    }

    /** Charged calls whose worker did not live to settle them. */
    private static long crossed(Books books, Bills bills) {
        long unsettled = books.standing().stream()
                .filter(intent -> isCharged(bills, intent.key()))
                .count();
        long repeated = books.asked().stream()
                .filter(record -> record.attempt() > 1 && isCharged(bills, record.key()))
                .count();
        return unsettled + repeated;
    }

    private static boolean isCharged(Bills bills, String asking) {
        Bills.Bill bill = bills.byAsking().get(asking);
        return bill != null && bill.charged() > 0;
    }

    private void retried(Order order) {
        List<Doubt> doubts = stage.doubts();
        long bound = doubts.stream().mapToLong(Doubt::vendorCost).sum();
        showing.figure("bound of extra vendor charges when retried (1/1000)", bound);
        long callsBefore = stage.calls();
        stage.retryDoubts();
        try (WorkerProcess worker = stage.shortLived(order)) {
            if (!worker.endsWithin(PATIENCE)) {
                showing.mustHold(
                        false, "the job has closed within " + PATIENCE + " of retrying its doubts: it still runs");
                return;
            }
        }
        Bills bills = stage.bills();
        Books books = stage.books();
        Table table = stage.table();
        long extra = bills.charged() - books.certain();
        showing.figure("calls to resolve the doubts", stage.calls() - callsBefore);
        showing.figure("cells in doubt after retrying", table.count(CellState.IN_DOUBT));
        showing.figure("extra vendor charges (1/1000)", extra);
        showing.figure("charged calls that were repeated", bills.chargedRepeats());
        showing.figure("charged more than undisturbed (1/1000)", bills.charged() - undisturbed.charged());
        showing.mustHold(extra <= bound, "extra vendor charges stay within the bound printed before");
        showing.mustHold(
                extra == bills.repeatsCharged(), "extra vendor charges are the sandbox's charged repeats and no more");
        showing.mustHold(books.standing().isEmpty(), "no intent stands any more");
        showing.discrepancies(
                "when all doubts are retried",
                Reconciliation.of(books, bills, undisturbed.table(), table, Reconciliation.Doubts.RESOLVED));
        showing.discrepancies("in verify, when all doubts are retried", stage.verify());
    }
}
