package dev.weir.acceptance;

import dev.weir.acceptance.Discrepancy.Kind;
import dev.weir.server.waterfall.CellState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds our books against the vendors' and our results against those of a run that nobody disturbed.
 *
 * <p>Every call of the vendors' ledger names the asking it was made for, so charges are matched one by one and not in
 * sums.
 */
final class Reconciliation {

    /** What is done with cells in doubt when results are compared. */
    enum Doubts {
        /** They may differ: their answers are lost. */
        EXCUSED,
        /** There are none left, and nothing may differ. */
        RESOLVED
    }

    private final Books books;
    private final Bills bills;
    private final List<Discrepancy> found = new ArrayList<>();
    private final Map<String, Books.Asked> asked = new HashMap<>();
    private final Map<String, Books.Standing> standing = new HashMap<>();

    private Reconciliation(Books books, Bills bills) {
        this.books = books;
        this.bills = bills;
        books.asked().forEach(one -> asked.put(one.key(), one));
        books.standing().forEach(one -> standing.put(one.key(), one));
    }

    /** Everything that does not fit; empty when all does. */
    static List<Discrepancy> of(Books books, Bills bills, Table undisturbed, Table disturbed, Doubts doubts) {
        Reconciliation run = new Reconciliation(books, bills);
        run.results(undisturbed, disturbed, doubts);
        bills.byAsking().forEach(run::asking);
        bills.byQuestion().forEach(run::question);
        run.vendorTotals();
        run.customer();
        return List.copyOf(run.found);
    }

    private void name(Kind kind, String subject, String detail) {
        found.add(new Discrepancy(kind, subject, detail));
    }

    private void results(Table undisturbed, Table disturbed, Doubts doubts) {
        if (disturbed.rows().size() != undisturbed.rows().size()) {
            name(
                    Kind.LOST,
                    "rows",
                    disturbed.rows().size() + " of " + undisturbed.rows().size());
            return;
        }
        for (int row = 0; row < undisturbed.rows().size(); row++) {
            List<Table.Cell> expected = undisturbed.rows().get(row);
            List<Table.Cell> actual = disturbed.rows().get(row);
            for (int cell = 0; cell < expected.size(); cell++) {
                compare("row " + row, expected.get(cell), actual.get(cell), doubts);
            }
        }
    }

    private void compare(String row, Table.Cell expected, Table.Cell actual, Doubts doubts) {
        String subject = row + ", " + expected.step();
        if (!actual.state().isFinal()) {
            name(Kind.LOST, subject, "is " + actual.state());
        } else if (actual.state() == CellState.DEAD) {
            name(Kind.DEAD, subject, "was given up");
        } else if (actual.state() == CellState.IN_DOUBT && doubts == Doubts.EXCUSED) {
            return;
        } else if (actual.state() != expected.state() || !Objects.equals(actual.value(), expected.value())) {
            name(
                    Kind.RESULT_DIFFERS,
                    subject,
                    expected.state() + " " + expected.value() + " became " + actual.state() + " " + actual.value());
        }
    }

    private void asking(String key, Bills.Bill bill) {
        Books.Asked record = asked.get(key);
        Books.Standing intent = standing.get(key);
        if (record == null && intent == null) {
            if (bill.charged() > 0) {
                name(Kind.CHARGE_UNKNOWN, key, bill.charged() + " were charged, and no record or intent knows of it");
            }
            return;
        }
        long certain = record == null ? 0 : record.certain();
        long atMost = certain
                + (record == null ? 0 : record.possible())
                + (intent == null ? 0 : intent.possible() + intent.cost());
        if (bill.charged() < certain || bill.charged() > atMost) {
            name(
                    Kind.VENDOR_COST_WRONG,
                    key,
                    bill.charged() + " were charged, and we say " + certain + " to " + atMost);
        }
        long known = sendsKnown(record, intent);
        if (bill.calls() > known) {
            name(Kind.SENT_TWICE, key, "sent " + bill.calls() + " times, and we know of " + known);
        }
    }

    private static long sendsKnown(Books.@Nullable Asked record, Books.@Nullable Standing intent) {
        long settled = record == null ? 0 : record.attempt() - 1L + Math.max(1, record.tries());
        return settled + (intent == null ? 0 : intent.attempt());
    }

    private void question(String question, Bills.Bill bill) {
        long again = 0;
        for (String key : bills.askingsOf(question)) {
            Books.Asked record = asked.get(key);
            Books.Standing intent = standing.get(key);
            again += (record == null ? 0 : record.attempt() - 1) + (intent == null ? 0 : intent.attempt() - 1);
        }
        if (bill.chargedCalls() > 1 + again) {
            name(
                    Kind.CHARGED_TWICE,
                    question,
                    "charged " + bill.chargedCalls() + " times for " + bills.askingsOf(question) + ", and repeated "
                            + again + " times on purpose");
        }
    }

    private void vendorTotals() {
        long certain = books.certain();
        if (bills.charged() < certain || bills.charged() > certain + books.possible()) {
            name(
                    Kind.VENDOR_COST_WRONG,
                    "all vendors",
                    bills.charged() + " were charged, and we say " + certain + " to " + (certain + books.possible()));
        }
    }

    private void customer() {
        Set<String> posted = new HashSet<>();
        long sum = 0;
        for (Books.Posted post : books.posts()) {
            Books.Asked record = asked.get(post.key());
            sum += post.amount();
            if (!posted.add(post.key())) {
                name(Kind.CUSTOMER_CHARGED_WRONG, post.key(), "was posted twice");
            } else if (record == null || record.charged() != post.amount()) {
                name(
                        Kind.CUSTOMER_CHARGED_WRONG,
                        post.key(),
                        post.amount() + " were posted, and the record says "
                                + (record == null ? "nothing" : record.charged()));
            }
        }
        books.asked().stream()
                .filter(record -> record.charged() > 0 && !posted.contains(record.key()))
                .forEach(record -> name(
                        Kind.CUSTOMER_CHARGED_WRONG,
                        record.key(),
                        "the record says " + record.charged() + " and nothing was posted"));
        long inDoubt =
                books.standing().stream().mapToLong(Books.Standing::amount).sum();
        Books.Account account = books.account();
        if (sum != account.posted() || inDoubt != account.open() + account.doubt()) {
            name(
                    Kind.CUSTOMER_CHARGED_WRONG,
                    "the job's account",
                    account + " against " + sum + " posted and " + inDoubt + " standing");
        }
    }
}
