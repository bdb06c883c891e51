package dev.weir.app.demo;

import dev.weir.app.enrich.Amounts;
import dev.weir.app.enrich.EnrichRequest;
import dev.weir.app.enrich.Enriching;
import dev.weir.app.enrich.Interrupts;
import dev.weir.app.enrich.Report;
import dev.weir.app.enrich.TextReport;
import dev.weir.app.enrich.Workplace;
import dev.weir.app.home.DatabaseChoice;
import dev.weir.app.home.HomeLock;
import dev.weir.app.home.Store;
import dev.weir.app.home.WeirHome;
import dev.weir.app.samples.SampleList;
import dev.weir.providers.Providers;
import dev.weir.sandbox.SandboxServer;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.Weir;
import dev.weir.server.egress.BreakerSettings;
import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A first look: sample companies and made-up people go through a waterfall of three made-up vendors, one of which fails
 * for a while; on wish the program is killed in the middle.
 *
 * <p>It lives in a folder of its own below the home and begins with an empty one each time; afterwards the folder is
 * there to be looked at. It never touches keys or the home's own data.
 */
public final class Demo {

    /** Seconds of a first look are short: a failing vendor is left alone for 2 s instead of 60, and soon asked again. */
    private static final BreakerSettings BREAKER =
            new BreakerSettings(10, 5, Duration.ofSeconds(2), Duration.ofSeconds(2));

    private static final List<String> COMPANY_FIELDS =
            List.of("company.domain", "company.industry", "company.employee_range");
    private static final List<String> PEOPLE_FIELDS = List.of("person.work_email", "person.job_title");
    private static final long SEED = 1;

    static final List<String> VENDORS = List.of("hunter", "apollo", "pdl");

    private final WeirHome home;
    private final Consumer<String> say;
    private final Interrupts interrupts;
    private final int width;

    public Demo(WeirHome home, Consumer<String> say, Interrupts interrupts, int width) {
        this.home = home;
        this.say = say;
        this.interrupts = interrupts;
        this.width = width;
    }

    /**
     * Shows it.
     *
     * @param crash whether the program is killed in the middle, and goes on
     * @return whether our books and the vendors' agree in the end
     * @throws Problem {@code demo_running} when another one is
     */
    public boolean show(boolean crash) {
        try (HomeLock _ = home.lockDemo()) {
            WeirHome own = home.emptyDemo();
            SandboxSettings slow = SandboxSettings.DEFAULT.withAll(vendor -> vendor.withLatency(20, 120));
            try (SandboxServer sandbox = SandboxServer.start(slow, own.sandbox(), 0);
                    Store store = Store.open(own, DatabaseChoice.EMBEDDED, say);
                    Weir weir = store.weir(Providers.shipped().all())) {
                return show(own, sandbox, store, weir, crash);
            } catch (IOException refused) {
                throw new Problem(
                        Problem.Kind.UNAVAILABLE,
                        "sandbox_unavailable",
                        "The demo's sandbox does not start: " + refused
                                + ". Try again; it listens on 127.0.0.1 alone.");
            }
        }
    }

    private boolean show(WeirHome own, SandboxServer sandbox, Store store, Weir weir, boolean crash) {
        Path companies = own.folder().resolve("companies.csv");
        Path people = own.folder().resolve("people.csv");
        SampleList.writeCompanies(companies);
        SampleList.writePeople(people, SEED);
        Books books = new Books(weir, sandbox);

        say.accept("");
        say.accept("1. The companies of the S&P 500, by name alone, through three made-up vendors");
        Report first = enriching(own).run(companies(companies), width);
        TextReport.lines(first, width).forEach(say);

        say.accept("");
        Report second;
        if (crash) {
            say.accept(
                    "2. As many made-up people at them; the program is killed (SIGKILL) in the middle and started again");
            new Worker(own, weir, say).killedOnce(people, PEOPLE_FIELDS);
            second = enriching(own).run(people(people), width);
        } else {
            say.accept(
                    "2. As many made-up people at them; Hunter fails for a while (a failing vendor is left alone for 2 s"
                            + " here, usually for 60)");
            try (Outage _ = new Outage(sandbox, say)) {
                second = enriching(own).run(people(people), width);
            }
        }
        TextReport.lines(second, width).forEach(say);

        say.accept("");
        say.accept("3. Do the books agree?");
        boolean agree = books.agree(List.of(first, second), store.connections(), say);
        whatNext(own, second).forEach(say);
        return agree;
    }

    private Enriching enriching(WeirHome own) {
        // No environment: the demo must not find keys.
        return new Enriching(new Workplace(own, DatabaseChoice.EMBEDDED, Map.of(), say, interrupts));
    }

    private static EnrichRequest companies(Path file) {
        return request(file, COMPANY_FIELDS, List.of(SampleList.COMPANY_COLUMN + "=company.name", "Founded="));
    }

    private static EnrichRequest people(Path file) {
        return request(file, PEOPLE_FIELDS, List.of());
    }

    private static EnrichRequest request(Path file, List<String> fields, List<String> map) {
        return EnrichRequest.of(file, fields)
                .map(map)
                .waterfalls(waterfalls(fields))
                .sandbox(true)
                .breaker(BREAKER)
                .build();
    }

    /** The three that the demo tells of, whoever else there is. */
    private static Map<String, List<String>> waterfalls(List<String> fields) {
        return fields.stream().collect(Collectors.toMap(field -> field, _ -> VENDORS));
    }

    private List<String> whatNext(WeirHome own, Report last) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("What to try next:");
        String there = "WEIR_HOME=" + own.folder() + " ./weir ";
        if (!last.doubts().isEmpty()) {
            lines.add("  " + there + "doubts      the "
                    + Amounts.count(last.doubts().size(), "call") + " whose answer the kill has lost");
        }
        lines.add("  " + there + "jobs        what was done here");
        lines.add("  ./weir demo --crash      the same with the program killed in the middle");
        lines.add("  ./weir enrich your-list.csv --fields person.work_email,company.industry      your own list, in the"
                + " sandbox");
        lines.add(
                "  WEIR_HUNTER_API_KEY=… ./weir enrich your-list.csv --fields person.work_email --quote      for real");
        return lines;
    }
}
