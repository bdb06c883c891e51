package dev.weir.acceptance.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Showing;
import dev.weir.acceptance.storage.WeirTables.Calls;
import dev.weir.acceptance.storage.WeirTables.Completion;
import dev.weir.acceptance.storage.WeirTables.LogLine;
import dev.weir.acceptance.storage.WeirTables.Posts;
import dev.weir.sandbox.Truth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The harness's own proof: what fits is shown, and each planted fault is named. */
class ReckoningTest {

    private static final double KNOWN = 0.8;
    private static final int COMPANIES = 20;
    private static final List<Long> JOBS = List.of(7L, 9L);
    private static final Truth TRUTH = Destinations.truth(KNOWN);
    private static final List<String> DOMAINS = DestinationsRun.domains(COMPANIES);
    private static final List<Long> IDS =
            DOMAINS.stream().map(domain -> 100L + DOMAINS.indexOf(domain)).toList();

    private final Map<ShippedStep, Arrivals> arrivals = new EnumMap<>(ShippedStep.class);
    private final Map<ShippedStep, VendorBill> bills = new EnumMap<>(ShippedStep.class);
    private final Map<Integer, Calls> calls = new HashMap<>();
    private final Map<Integer, Posts> posts = new HashMap<>();
    private final List<LogLine> log = new ArrayList<>();
    private final List<Completion> completions = new ArrayList<>();
    private long loggedByApi = 2L * COMPANIES * ShippedStep.values().length;
    private String verified = "";

    ReckoningTest() {
        for (ShippedStep step : ShippedStep.values()) {
            List<Arrivals.Row> rows = new ArrayList<>();
            List<Arrivals.Version> versions = new ArrayList<>();
            for (int job = 0; job < JOBS.size(); job++) {
                for (int row = 0; row < COMPANIES; row++) {
                    long result = (job * 1000L + row) * 10 + step.ordinal();
                    String domain = DOMAINS.get(row);
                    String key = JOBS.get(job) + ":" + row + ":" + step.ordinal();
                    Optional<Map<String, JsonNode>> found = step.row(TRUTH, domain);
                    log.add(new LogLine(
                            result,
                            step.slug(),
                            IDS.get(row),
                            domain,
                            Workplace.PLAY,
                            step.number(),
                            found.isPresent() ? "stored" : "failed_to_enrich",
                            found.isPresent() ? step.logged() : null,
                            JOBS.get(job),
                            row,
                            found.isPresent() ? null : "not_found"));
                    if (found.isPresent()) {
                        versions.add(new Arrivals.Version(domain, key));
                        if (job == 1) {
                            rows.add(new Arrivals.Row(domain, IDS.get(row), key, found.get()));
                            completions.add(
                                    new Completion(IDS.get(row), Workplace.PLAY, step.slug(), step.number(), result));
                        }
                    }
                }
            }
            arrivals.put(step, new Arrivals(rows, versions));
            long charged = step.isRemembered() ? rows.size() : 0;
            bills.put(step, new VendorBill(2 * COMPANIES, charged, 0, charged * 1000));
            calls.put(step.ordinal(), new Calls(charged * 20, charged * 1000, 0, 0));
            posts.put(step.ordinal(), new Posts(charged, charged, charged * 20));
        }
    }

    private Facts facts() {
        return new Facts(
                DOMAINS,
                IDS,
                JOBS,
                Workplace.PLAY,
                arrivals,
                log,
                completions,
                calls,
                posts,
                bills,
                loggedByApi,
                verified);
    }

    private List<String> wrong() {
        return Reckoning.wrong(facts(), TRUTH);
    }

    private void arrive(ShippedStep step, UnaryOperator<Arrivals> change) {
        arrivals.computeIfPresent(step, (_, there) -> change.apply(there));
    }

    private static <T> T have(@Nullable T one) {
        return Objects.requireNonNull(one);
    }

    private static <T> List<T> with(List<T> some, T more) {
        return Stream.concat(some.stream(), Stream.of(more)).toList();
    }

    @Test
    void whatFitsIsShown() {
        assertThat(wrong()).isEmpty();
        assertThat(arrivals.values())
                .allSatisfy(there -> assertThat(there.rows()).hasSizeBetween(10, 20));
    }

    @Test
    void aRowThatIsMissingThereTwiceOrUncalledForIsNamed() {
        Arrivals.Row row = have(arrivals.get(ShippedStep.CLAY)).rows().getFirst();
        arrive(ShippedStep.CLAY, there -> there.without(row));
        assertThat(wrong()).containsExactly("clay_companies has 0 rows of " + row.domain() + " and should have one");

        arrive(ShippedStep.CLAY, there -> new Arrivals(with(with(there.rows(), row), row), there.versions()));
        assertThat(wrong()).containsExactly("clay_companies has 2 rows of " + row.domain() + " and should have one");

        arrive(ShippedStep.CLAY, there -> there.without(row));
        Arrivals.Row stranger = new Arrivals.Row("stranger.example", 1, row.weirKey(), row.columns());
        arrive(ShippedStep.CLAY, there -> new Arrivals(with(there.rows(), stranger), there.versions()));
        assertThat(wrong()).containsExactly("clay_companies has rows of stranger.example, which was not asked for");
    }

    @Test
    void aValueACompanyOrAResultThatIsAnotherIsNamed() {
        Arrivals.Row row = have(arrivals.get(ShippedStep.HOMEPAGE)).rows().getFirst();
        Map<String, JsonNode> columns = new HashMap<>(row.columns());
        columns.put("content", JsonNodeFactory.instance.stringNode("# Other"));
        Arrivals.Row other =
                new Arrivals.Row(row.domain(), 99, "7" + row.weirKey().substring(1), columns);
        arrive(
                ShippedStep.HOMEPAGE,
                there -> new Arrivals(with(there.without(row).rows(), other), there.versions()));

        assertThat(wrong())
                .hasSize(3)
                .anySatisfy(one -> assertThat(one).contains("as company 99"))
                .anySatisfy(one -> assertThat(one).contains("content of " + row.domain() + " as \"# Other\""))
                .anySatisfy(one -> assertThat(one).contains("and the newest one is " + row.weirKey()));
    }

    @Test
    void whatWasWrittenBehindSomethingNewerOrNeverOrByNobodyIsNamed() {
        List<Arrivals.Version> versions =
                have(arrivals.get(ShippedStep.VERIFIED)).versions();
        Arrivals.Version first = versions.getFirst();
        arrive(ShippedStep.VERIFIED, there -> new Arrivals(there.rows(), with(there.versions(), first)));
        assertThat(wrong()).singleElement().asString().contains("after result");

        arrive(ShippedStep.VERIFIED, there -> new Arrivals(there.rows(), versions.subList(1, versions.size())));
        assertThat(wrong())
                .containsExactly(
                        "result " + first.weirKey() + " is logged as stored and never came to verified_companies");

        Arrivals.Version strange = new Arrivals.Version(first.domain(), "8:0:2");
        arrive(ShippedStep.VERIFIED, there -> new Arrivals(there.rows(), with(versions, strange)));
        assertThat(wrong()).singleElement().asString().contains("of which the log knows nothing");
    }

    @Test
    void aLineOfTheLogThatIsMissingThereTwiceOrOtherwiseIsNamed() {
        LogLine failed = log.stream()
                .filter(line -> line.status().equals("failed_to_enrich"))
                .findFirst()
                .orElseThrow();
        log.remove(failed);
        loggedByApi--;
        assertThat(wrong()).singleElement().asString().startsWith("the log has no line for " + failed.slug());

        log.add(failed);
        log.add(new LogLine(
                failed.resultId() + 5,
                failed.slug(),
                failed.companyId(),
                failed.companyDomain(),
                failed.play(),
                failed.stepNumber(),
                failed.status(),
                failed.table(),
                failed.job(),
                failed.row(),
                failed.error()));
        assertThat(wrong()).hasSize(2).anySatisfy(one -> assertThat(one).contains("the log has two lines"));
        assertThat(wrong()).anySatisfy(one -> assertThat(one).contains("the API counts 159 lines of the log"));

        log.removeLast();
        log.removeLast();
        log.add(new LogLine(
                failed.resultId(), failed.slug(), null, null, "manual", 1, "skipped", null, 7L, failed.row(), null));
        loggedByApi++;
        assertThat(wrong()).anySatisfy(one -> assertThat(one).contains("should be failed_to_enrich"));
    }

    @Test
    void aCompletionThatIsMissingOrOfAnOlderResultIsNamed() {
        Completion last = completions.removeLast();
        assertThat(wrong()).singleElement().asString().startsWith("completions of " + last.slug());

        completions.add(new Completion(
                last.companyId(), last.play(), last.slug(), last.stepNumber(), last.resultId() - 10_000));
        assertThat(wrong()).singleElement().asString().startsWith("completions of " + last.slug());

        completions.set(completions.size() - 1, last);
        completions.add(new Completion(5, last.play(), last.slug(), last.stepNumber(), last.resultId()));
        assertThat(wrong()).containsExactly("clay-enrich is complete for company 5, which is nobody's");
    }

    @Test
    void whatIsPaidTwiceOrNotKnownIsNamed() {
        int step = ShippedStep.HOMEPAGE.ordinal();
        Posts paid = have(posts.get(step));
        posts.put(step, new Posts(paid.count() + 1, paid.cells(), paid.milli() + 20));
        assertThat(wrong()).hasSize(3).anySatisfy(one -> assertThat(one).contains("was posted"));

        posts.put(step, paid);
        VendorBill bill = have(bills.get(ShippedStep.HOMEPAGE));
        bills.put(ShippedStep.HOMEPAGE, new VendorBill(bill.calls(), bill.questions(), 1, bill.milli() + 1000));
        assertThat(wrong())
                .hasSize(2)
                .anySatisfy(one -> assertThat(one).contains("once more, and we know of 0 repetitions"))
                .anySatisfy(one -> assertThat(one).contains("the vendor charged"));

        Calls known = have(calls.get(step));
        calls.put(step, new Calls(known.charged(), known.certain(), 1000, 1));
        assertThat(wrong()).isEmpty();
    }

    @Test
    void whatVerifySaysAndWhatARunDidNotDoAreNamed() {
        verified = "1 finding";
        List<String> said = new ArrayList<>();
        Showing showing = new Showing(said::add);
        Outage quiet = new Outage(Duration.ofSeconds(3), 0, 0, 0, Duration.ZERO);
        Destinations.check(
                new DestinationsRun(facts(), 1, 0, Optional.of(quiet), 0, Duration.ofSeconds(9)),
                new DestinationsPlan(COMPANIES, 2, 1, Duration.ofSeconds(3), Duration.ZERO, 1),
                TRUTH,
                showing);

        assertThat(showing.verdict(Path.of("here"))).isEqualTo(1);
        assertThat(said)
                .contains(
                        "  ! weir verify says 1 finding",
                        "  ! not so: the server was killed 2 times",
                        "  ! not so: the destination was killed 1 times",
                        "  ! not so: results waited for the destination",
                        "  ! not so: enrichment went on while the destination was stopped",
                        "  ! not so: results were stored elsewhere while the destination was stopped");
    }

    @Test
    void aLedgerIsReadByStepAndQuestion() {
        Map<ShippedStep, VendorBill> read = VendorBill.of(Stream.of(
                "{\"operation\":\"zenrows.markdown\",\"question\":\"a\",\"chargedMilli\":1000}",
                "{\"operation\":\"zenrows.markdown\",\"question\":\"a\",\"chargedMilli\":5000}",
                "{\"operation\":\"zenrows.markdown\",\"question\":\"b\",\"chargedMilli\":0}",
                "{\"operation\":\"hunter.account\",\"question\":\"\",\"chargedMilli\":0}",
                ""));

        assertThat(read).containsOnlyKeys(ShippedStep.HOMEPAGE);
        assertThat(read.get(ShippedStep.HOMEPAGE)).isEqualTo(new VendorBill(3, 1, 1, 6000));
    }
}
