package dev.weir.acceptance.storage;

import dev.weir.acceptance.storage.WeirTables.Calls;
import dev.weir.acceptance.storage.WeirTables.Completion;
import dev.weir.acceptance.storage.WeirTables.LogLine;
import dev.weir.acceptance.storage.WeirTables.Posts;
import dev.weir.sandbox.Truth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Holds destinations, log, completions and bills against the truth and against each other. */
final class Reckoning {

    private static final String STORED = "stored";

    private final Facts facts;
    private final Truth truth;
    private final List<String> wrong = new ArrayList<>();

    /** Log lines by what they are about: job, row and step, as our row key has them. */
    private final Map<String, LogLine> lines = new HashMap<>();

    private Reckoning(Facts facts, Truth truth) {
        this.facts = facts;
        this.truth = truth;
    }

    /** Everything that does not fit, in sentences; empty when all does. */
    static List<String> wrong(Facts facts, Truth truth) {
        Reckoning reckoning = new Reckoning(facts, truth);
        reckoning.readLog();
        for (ShippedStep step : ShippedStep.values()) {
            reckoning.log(step);
            reckoning.rows(step);
            reckoning.order(step);
            reckoning.completions(step);
            reckoning.money(step);
        }
        if (facts.loggedByApi() != facts.log().size()) {
            reckoning.wrong.add("the API counts " + facts.loggedByApi() + " lines of the log, and there are "
                    + facts.log().size());
        }
        if (!facts.verified().isEmpty()) {
            reckoning.wrong.add("weir verify says " + facts.verified());
        }
        return List.copyOf(reckoning.wrong);
    }

    private static String key(long job, int row, ShippedStep step) {
        return job + ":" + row + ":" + step.ordinal();
    }

    private void readLog() {
        Set<Long> results = new HashSet<>();
        Map<String, ShippedStep> steps = new HashMap<>();
        for (ShippedStep step : ShippedStep.values()) {
            steps.put(step.slug(), step);
        }
        for (LogLine line : facts.log()) {
            ShippedStep step = steps.get(line.slug());
            Long job = line.job();
            Integer row = line.row();
            if (step == null || job == null || row == null || !facts.jobs().contains(job)) {
                wrong.add("the log has a line of nobody's: " + line);
                continue;
            }
            if (lines.put(key(job, row, step), line) != null) {
                wrong.add("the log has two lines for " + subject(step, row) + " of job " + job);
            }
            if (!results.add(line.resultId())) {
                wrong.add("the log has result " + line.resultId() + " twice");
            }
        }
    }

    private String subject(ShippedStep step, int row) {
        return step.slug() + " of "
                + (row >= 0 && row < facts.companies().size()
                        ? facts.companies().get(row)
                        : "row " + row);
    }

    /** Every step of every company in every job has its line, which says what came of it. */
    private void log(ShippedStep step) {
        for (long job : facts.jobs()) {
            for (int row = 0; row < facts.companies().size(); row++) {
                LogLine line = lines.get(key(job, row, step));
                String subject = subject(step, row) + " of job " + job;
                if (line == null) {
                    wrong.add("the log has no line for " + subject);
                    continue;
                }
                boolean found = step.row(truth, facts.companies().get(row)).isPresent();
                String status = found ? STORED : "failed_to_enrich";
                String table = found ? step.logged() : null;
                if (!line.status().equals(status)
                        || !Objects.equals(line.table(), table)
                        || !facts.ids().get(row).equals(line.companyId())
                        || !facts.companies().get(row).equals(line.companyDomain())
                        || !line.play().equals(facts.play())
                        || line.stepNumber() != step.number()
                        || (line.error() == null) != found) {
                    wrong.add("the log's line for " + subject + " should be " + status + " at " + table + ": " + line);
                }
            }
        }
    }

    /** The log's line of the newest result that is stored for a company. */
    private Optional<LogLine> newest(ShippedStep step, int row) {
        return facts.jobs().stream()
                .map(job -> lines.get(key(job, row, step)))
                .filter(line -> line != null && line.status().equals(STORED))
                .max((one, other) -> Long.compare(one.resultId(), other.resultId()));
    }

    /** Exactly one row for a company of which the vendor knows all, and it is what the vendor said. */
    private void rows(ShippedStep step) {
        Map<String, List<Arrivals.Row>> rows =
                arrivals(step).rows().stream().collect(Collectors.groupingBy(Arrivals.Row::domain));
        for (int row = 0; row < facts.companies().size(); row++) {
            String domain = facts.companies().get(row);
            List<Arrivals.Row> there = rows.getOrDefault(domain, List.of());
            Optional<Map<String, JsonNode>> expected = step.row(truth, domain);
            rows.remove(domain);
            if (there.size() != (expected.isPresent() ? 1 : 0)) {
                wrong.add(step.table() + " has " + there.size() + " rows of " + domain + " and should have "
                        + (expected.isPresent() ? "one" : "none"));
                continue;
            }
            if (expected.isPresent()) {
                equal(step, row, there.getFirst(), expected.get());
            }
        }
        rows.keySet()
                .forEach(domain -> wrong.add(step.table() + " has rows of " + domain + ", which was not asked for"));
    }

    private void equal(ShippedStep step, int row, Arrivals.Row there, Map<String, JsonNode> expected) {
        if (there.companyId() != facts.ids().get(row)) {
            wrong.add(step.table() + " has " + there.domain() + " as company " + there.companyId() + ", which is "
                    + facts.ids().get(row));
        }
        expected.forEach((column, value) -> {
            if (!value.equals(there.columns().get(column))) {
                wrong.add(step.table() + " has " + column + " of " + there.domain() + " as "
                        + there.columns().get(column) + ", which is " + value);
            }
        });
        newest(step, row).ifPresent(line -> {
            String key = line.job() + ":" + line.row() + ":" + step.ordinal();
            if (!key.equals(there.weirKey())) {
                wrong.add(step.table() + " has " + there.domain() + " by result " + there.weirKey()
                        + ", and the newest one is " + key);
            }
        });
    }

    private Arrivals arrivals(ShippedStep step) {
        return facts.arrivals().getOrDefault(step, new Arrivals(List.of(), List.of()));
    }

    /** What was written for a company never goes back behind what had been written before, and all of it was written. */
    private void order(ShippedStep step) {
        Map<String, Long> last = new HashMap<>();
        Set<String> arrived = new HashSet<>();
        for (Arrivals.Version version : arrivals(step).versions()) {
            arrived.add(version.weirKey());
            LogLine line = lines.get(version.weirKey());
            if (line == null || !version.weirKey().endsWith(":" + step.ordinal())) {
                wrong.add(step.table() + " was written " + version + ", of which the log knows nothing");
                continue;
            }
            Long before = last.put(version.domain(), line.resultId());
            if (before != null && before > line.resultId()) {
                wrong.add(step.table() + " was written " + version + ", result " + line.resultId() + ", after result "
                        + before);
            }
        }
        for (LogLine line : facts.log()) {
            String key = line.job() + ":" + line.row() + ":" + step.ordinal();
            if (line.slug().equals(step.slug()) && line.status().equals(STORED) && !arrived.contains(key)) {
                wrong.add("result " + key + " is logged as stored and never came to " + step.table());
            }
        }
    }

    private void completions(ShippedStep step) {
        Map<Long, List<Completion>> there = facts.completions().stream()
                .filter(one -> one.slug().equals(step.slug()))
                .collect(Collectors.groupingBy(Completion::companyId));
        for (int row = 0; row < facts.ids().size(); row++) {
            Optional<LogLine> newest = newest(step, row);
            List<Completion> complete = there.getOrDefault(facts.ids().get(row), List.of());
            long company = facts.ids().get(row);
            boolean fits = newest.map(line -> complete.equals(List.of(
                            new Completion(company, facts.play(), step.slug(), step.number(), line.resultId()))))
                    .orElse(complete.isEmpty());
            if (!fits) {
                wrong.add("completions of " + subject(step, row) + " should be "
                        + newest.map(line -> "one, by result " + line.resultId())
                                .orElse("none") + ": " + complete);
            }
        }
        there.keySet().stream()
                .filter(company -> !facts.ids().contains(company))
                .forEach(company ->
                        wrong.add(step.slug() + " is complete for company " + company + ", which is nobody's"));
    }

    private void money(ShippedStep step) {
        Calls calls = facts.calls().getOrDefault(step.ordinal(), Calls.NONE);
        Posts posts = facts.posts().getOrDefault(step.ordinal(), Posts.NONE);
        VendorBill bill = facts.bills().getOrDefault(step, VendorBill.NONE);
        if (posts.count() != posts.cells()) {
            wrong.add(step.slug() + " was posted " + posts.count() + " times for " + posts.cells() + " cells");
        }
        if (posts.milli() != calls.charged()) {
            wrong.add(step.slug() + ": " + posts.milli() + " were posted, and the records say " + calls.charged());
        }
        if (bill.milli() < calls.certain() || bill.milli() > calls.certain() + calls.possible()) {
            wrong.add(step.slug() + ": the vendor charged " + bill.milli() + ", and we say " + calls.certain() + " to "
                    + (calls.certain() + calls.possible()));
        }
        if (bill.repeats() > calls.again()) {
            wrong.add(step.slug() + ": the vendor charged " + bill.repeats() + " questions once more, and we know of "
                    + calls.again() + " repetitions");
        }
        long known = known(step);
        if (step.isRemembered() && (bill.questions() != known || posts.count() != known)) {
            wrong.add(step.slug() + ": of " + known + " companies that the vendor knows it charged " + bill.questions()
                    + ", and the customer paid for " + posts.count());
        }
        if (!step.isRemembered()
                && posts.count() > 0
                && posts.count() != known * facts.jobs().size()) {
            wrong.add(step.slug() + ": the customer paid for " + posts.count() + " answers of "
                    + known * facts.jobs().size());
        }
        if (bill.calls() < facts.companies().size()) {
            wrong.add(step.slug() + ": the vendor was called " + bill.calls() + " times for "
                    + facts.companies().size() + " companies");
        }
    }

    private long known(ShippedStep step) {
        return facts.companies().stream()
                .filter(company -> step.row(truth, company).isPresent())
                .count();
    }
}
