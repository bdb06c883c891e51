package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.chaos.Installation;
import dev.weir.acceptance.chaos.judge.DestinationTables.Target;
import dev.weir.acceptance.chaos.load.ClientLog;
import dev.weir.acceptance.chaos.load.Customers;
import dev.weir.acceptance.chaos.load.Customers.Customer;
import dev.weir.acceptance.chaos.load.Story;
import dev.weir.acceptance.chaos.load.Story.Play;
import dev.weir.acceptance.chaos.load.Tenant;
import dev.weir.acceptance.chaos.load.Vendors;
import dev.weir.server.verify.Report;
import dev.weir.server.verify.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Holds an installation in which all has ended against everybody's books: the vendors' ledger, what its clients were told, what
 * its receiver heard, what its destination holds, and what the same seed came to without faults.
 */
public final class Judge {

    private static final long MILLI = 1_000;

    private final Installation site;
    private final Customers customers;
    private final Story story;
    private final JdbcClient sql;

    private Judge(Installation site, Customers customers, Story story) {
        this.site = site;
        this.customers = customers;
        this.story = story;
        this.sql = site.database().sql();
    }

    /**
     * Everything that does not fit; empty when all does.
     *
     * @param log of the load's client
     * @param thrown what the harness itself had thrown into the servers and may have come out as an answer with 500
     * @param undisturbed what the same seed came to without faults; empty where it was not run
     */
    public static List<Discrepancy> judge(
            Installation site,
            Customers customers,
            Story story,
            Path log,
            long thrown,
            Trouble trouble,
            Optional<Undisturbed> undisturbed)
            throws IOException, InterruptedException {
        return new Judge(site, customers, story).judge(log, thrown, trouble, undisturbed);
    }

    private List<Discrepancy> judge(Path log, long thrown, Trouble trouble, Optional<Undisturbed> undisturbed)
            throws IOException, InterruptedException {
        List<Discrepancy> found = new ArrayList<>();
        List<Call> calls = site.ledger(lines -> lines.map(Call::of).toList());
        VendorFacts vendors = new VendorTables(sql).facts(calls, trouble);
        found.addAll(VendorWall.of(vendors));
        found.addAll(CustomerWall.of(new CustomerTables(sql).facts(granted())));
        found.addAll(PromiseWall.of(new PromiseTables(sql)
                .facts(customers, story, ClientLog.read(log), calls, askers(vendors), trouble.still())));
        found.addAll(PromiseWall.effects(new PromiseTables(sql).callbacks(site.heard(Stream::toList))));
        found.addAll(LeftWall.of(new LeftTables(sql).facts(rows())));
        found.addAll(EventWall.of(
                new EventTables(sql).facts(secrets(), site.receiver().tries())));
        found.addAll(DestinationWall.of(new DestinationTables(sql)
                .facts(targets(), Vendors.truth(story.seed()).titlecase(true))));
        found.addAll(AudienceWall.of(
                new AudienceTables(sql).facts(customers.of(Tenant.INITECH).workspace(), story.deliveries())));
        undisturbed.ifPresent(one -> found.addAll(ResultWall.of(one.results(), Undisturbed.results(site, story))));
        found.addAll(answers(thrown));
        found.addAll(verified());
        return found;
    }

    /** Who asks whom, all vendors together. */
    private static Askers askers(VendorFacts vendors) {
        Askers askers = new Askers(vendors.values());
        vendors.records().forEach(one -> askers.asks(one.vendor(), one.asking().ofRow()));
        vendors.standing().forEach(one -> askers.asks(one.vendor(), one.asking().ofRow()));
        vendors.strays().forEach(one -> askers.asks(one.vendor(), one.asking().ofRow()));
        return askers;
    }

    /** In 1/1000 credit, by what the load says that it granted. */
    private Map<Long, Long> granted() {
        Map<Long, Long> granted = new HashMap<>();
        customers
                .all()
                .forEach((tenant, customer) -> granted.put(customer.workspace(), Customers.granted(tenant) * MILLI));
        for (Play play : story.plays()) {
            if (play.has(Story.Kind.GRANT)) {
                granted.merge(
                        customers.of(play.plan().tenant()).workspace(),
                        play.plan().grant() * MILLI,
                        Long::sum);
            }
        }
        return granted;
    }

    private Map<Long, Long> rows() {
        Map<Long, Long> rows = new HashMap<>();
        story.plays()
                .forEach(play -> play.job()
                        .ifPresent(job -> rows.put(job, (long) play.plan().rows())));
        return rows;
    }

    private Map<Long, String> secrets() {
        Map<Long, String> secrets = new HashMap<>();
        customers.all().values().forEach(one -> secrets.put(one.workspace(), one.webhookSecret()));
        return secrets;
    }

    private Map<Target, JdbcClient> targets() {
        Customer globex = customers.of(Tenant.GLOBEX);
        return Map.of(
                new Target(
                        "sector",
                        "hq_" + globex.workspace() + "." + Customers.TABLES.get("sector"),
                        "hq." + Customers.TABLES.get("sector"),
                        "company.industry",
                        "industry",
                        // Without the one that looks for mobile numbers: it gives more than one asks it for here.
                        List.of(
                                "prospeo.enrich-person",
                                "prospeo.enrich-company",
                                "pdl.person-enrich",
                                "pdl.company-enrich")),
                sql,
                new Target(
                        "staff",
                        "public." + Customers.TABLES.get("staff"),
                        "workspace." + Customers.TABLES.get("staff"),
                        "company.employee_range",
                        "size",
                        List.of("hunter", "findymail")),
                site.destination().owner(Customers.DATABASE));
    }

    private List<Discrepancy> answers(long thrown) {
        List<Discrepancy> found = new ArrayList<>();
        story.errors().stream()
                .skip(thrown)
                .forEach(error ->
                        found.add(new Discrepancy(Discrepancy.Kind.INVARIANT_BROKEN, "an answer of the API", error)));
        story.deliveries().stream()
                .filter(delivery -> delivery.status() != 0 && !delivery.isRight())
                .forEach(delivery -> found.add(new Discrepancy(
                        Discrepancy.Kind.AUDIENCE_WRONG,
                        "delivery " + delivery.id() + " (" + delivery.how() + ")",
                        "was answered with " + delivery.status())));
        return found;
    }

    /** The product's own look, from within and as the command. */
    private List<Discrepancy> verified() throws IOException, InterruptedException {
        List<Discrepancy> found = new ArrayList<>();
        Report report = new Verification(site.asProgram()).run();
        report.findings()
                .forEach(one ->
                        found.add(new Discrepancy(Discrepancy.Kind.INVARIANT_BROKEN, one.subject(), one.toString())));
        String said = site.program().verified();
        if (said.isEmpty() != report.clean()) {
            found.add(new Discrepancy(
                    Discrepancy.Kind.INVARIANT_BROKEN,
                    "weir verify",
                    "says " + (said.isEmpty() ? "nothing" : said) + ", and a look from within has "
                            + report.findings().size() + " findings"));
        }
        return found;
    }
}
