package dev.weir.app.demo;

import dev.weir.app.enrich.Amounts;
import dev.weir.app.enrich.Report;
import dev.weir.app.text.TextTable;
import dev.weir.sandbox.LedgerSummary;
import dev.weir.sandbox.SandboxServer;
import dev.weir.sandbox.Vendor;
import dev.weir.server.Weir;
import dev.weir.server.enrichment.Doubt;
import dev.weir.server.enrichment.Statistics.ProviderPart;
import dev.weir.server.verify.Verification;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import javax.sql.DataSource;

/** Holds what Weir has written down against what the vendors have written down. */
final class Books {

    private final Weir weir;
    private final SandboxServer sandbox;

    Books(Weir weir, SandboxServer sandbox) {
        this.weir = weir;
        this.sandbox = sandbox;
    }

    /**
     * Shows vendor by vendor what both sides say.
     *
     * <p>What a vendor charged is at least what we know for certain and at most that and what we call possible, calls in
     * doubt included.
     */
    boolean agree(List<Report> reports, DataSource database, Consumer<String> say) {
        LedgerSummary ledger = sandbox.ledger().summary();
        TextTable table = new TextTable(
                "vendor", "we know", "possible", "of it in doubt", "vendor charged", "charged twice", "agree");
        boolean agree = true;
        for (Vendor vendor : Vendor.values()) {
            long certain = sum(reports, vendor, ProviderPart::vendorCertain);
            long possible = sum(reports, vendor, ProviderPart::vendorPossible);
            long doubt = reports.stream()
                    .flatMap(report -> report.doubts().stream())
                    .filter(one -> is(one.provider(), vendor))
                    .mapToLong(Doubt::vendorCost)
                    .sum();
            long charged = ledger.chargedMilli(vendor);
            if (certain + possible + charged == 0) {
                continue; // nobody asked there
            }
            boolean fits = certain <= charged && charged <= certain + possible;
            agree &= fits;
            table.row(
                    vendor.slug(),
                    Amounts.credits(certain),
                    Amounts.credits(possible),
                    Amounts.credits(doubt),
                    Amounts.credits(charged),
                    Amounts.count(chargedTwice(ledger, vendor)),
                    fits ? "yes" : "NO");
        }
        table.lines().forEach(say);
        long posted = reports.stream()
                .mapToLong(
                        report -> weir.jobs().progress(report.job()).credits().posted())
                .sum();
        long charged = reports.stream()
                .flatMap(report -> report.providers().stream())
                .mapToLong(ProviderPart::charged)
                .sum();
        agree &= posted == charged;
        say.accept("  credits spent by the ledger " + Amounts.credits(posted) + ", by the records "
                + Amounts.credits(charged));
        var verified = new Verification(database).run();
        verified.findings().forEach(finding -> say.accept("  WRONG " + finding));
        say.accept("  weir verify: " + verified.checksRun().size() + " checks over "
                + Amounts.count(verified.rowsLookedAt()) + " rows, "
                + (verified.clean() ? "everything fits" : verified.findings().size() + " findings"));
        return agree && verified.clean();
    }

    private static long sum(List<Report> reports, Vendor vendor, ToLongFunction<ProviderPart> amount) {
        return reports.stream()
                .flatMap(report -> report.providers().stream())
                .filter(part -> is(part.provider(), vendor))
                .mapToLong(amount)
                .sum();
    }

    private static boolean is(String place, Vendor vendor) {
        return place.equals(vendor.slug()) || place.startsWith(vendor.slug() + ".");
    }

    private static long chargedTwice(LedgerSummary ledger, Vendor vendor) {
        return ledger.lines().stream()
                .filter(line -> line.operation().vendor() == vendor)
                .mapToLong(LedgerSummary.Line::chargedRepeats)
                .sum();
    }
}
