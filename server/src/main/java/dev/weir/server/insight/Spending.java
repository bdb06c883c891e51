package dev.weir.server.insight;

import dev.weir.server.workspace.Transactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a workspace has spent, on whom and when. Reads only; costs as much as reading what was done in that time. */
public final class Spending {

    /** What amounts are added up by. */
    public enum By {
        PROVIDER,
        FIELD,
        JOB,
        DAY
    }

    private final SpendTable table;
    private final Transactions transactions;

    Spending(JdbcClient jdbc, Transactions transactions) {
        this.table = new SpendTable(jdbc);
        this.transactions = transactions;
    }

    /** From the first moment up to the second; days in their order, else the most spent first. */
    public List<Spend> of(long workspaceId, By by, Instant from, Instant to) {
        Map<String, List<SpendTable.Sum>> byKey = new TreeMap<>();
        transactions
                .in(workspaceId, () -> table.sums(workspaceId, by.name().toLowerCase(Locale.ROOT), from, to))
                .forEach(sum -> byKey.computeIfAbsent(sum.group(), _ -> new ArrayList<>())
                        .add(sum));
        List<Spend> all = new ArrayList<>();
        byKey.forEach((key, sums) -> all.add(spend(key, sums)));
        if (by != By.DAY) {
            all.sort(Comparator.comparingLong(Spend::posted).reversed());
        }
        return all;
    }

    private static Spend spend(String key, List<SpendTable.Sum> sums) {
        long calls = 0;
        long posted = 0;
        long posts = 0;
        long refunded = 0;
        long refunds = 0;
        long inDoubt = 0;
        long doubts = 0;
        List<Spend.Vendor> vendors = new ArrayList<>();
        for (SpendTable.Sum sum : sums) {
            calls += sum.calls();
            posted += sum.posted();
            posts += sum.posts();
            refunded += sum.refunded();
            refunds += sum.refunds();
            inDoubt += sum.inDoubt();
            doubts += sum.doubts();
            vendors.add(new Spend.Vendor(
                    sum.unit(),
                    sum.calls(),
                    sum.chargedCalls(),
                    sum.certain(),
                    sum.possible(),
                    sum.unrecorded(),
                    sum.adjusted()));
        }
        vendors.sort(Comparator.comparing(Spend.Vendor::unit));
        return new Spend(key, calls, posted, posts, refunded, refunds, inDoubt, doubts, vendors);
    }
}
