package dev.weir.server.storage;

import dev.weir.server.companies.Companies;
import dev.weir.server.companies.Company;
import dev.weir.server.jobs.Reuse;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.registry.Registry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is written of a result when its way is over: its line in the log, and its company's completion. */
final class Books {

    /** What the log says of a result whose values were erased, or pruned, before they were written. */
    static final String ERASED = "erased";

    /** What the log says of a result whose values are damaged. */
    static final String UNREADABLE = "unreadable";

    private static final String DOMAIN = "company.domain";

    private final Companies companies;
    private final Plays plays;
    private final LogTable log;
    private final CompletionTable completions;

    Books(JdbcClient jdbc) {
        this.companies = new Companies(jdbc);
        this.plays = new Plays(new PlanTable(jdbc));
        this.log = new LogTable(jdbc);
        this.completions = new CompletionTable(jdbc);
    }

    /**
     * The lines of these results, in their order, as if all went well. Joins the caller's transaction.
     *
     * @param ways of all their steps
     * @param table that they are written to; null for none
     */
    List<LogWrite> lines(
            long workspaceId, List<LoadTable.Loaded> results, Map<UUID, Way> ways, @Nullable String table) {
        Set<Long> jobs = new HashSet<>();
        Set<Long> known = new HashSet<>();
        for (LoadTable.Loaded result : results) {
            add(jobs, result.jobId());
            add(known, result.companyId());
        }
        Map<Long, Plays.Play> played = plays.of(workspaceId, jobs);
        Map<Long, Company> named = companies.find(workspaceId, known);
        List<LogWrite> lines = new ArrayList<>(results.size());
        for (LoadTable.Loaded result : results) {
            ResultTable.Noted noted = result.noted();
            Way way = ways.getOrDefault(noted.workflowId(), Way.UNKNOWN);
            Long jobId = result.jobId();
            Plays.Play play = jobId == null ? null : played.get(jobId);
            lines.add(new LogWrite(
                    noted.id(),
                    noted.workflowId(),
                    slug(way, play, noted),
                    result.companyId(),
                    domain(result, named),
                    play == null ? Registry.MANUAL : play.name(),
                    number(way, play, result),
                    LoggedResult.Status.STORED,
                    table,
                    jobId,
                    result.isOutside() ? null : noted.rowIndex(),
                    noted.step(),
                    noted.outsideId(),
                    null));
        }
        return lines;
    }

    private static void add(Set<Long> to, @Nullable Long id) {
        if (id != null) {
            to.add(id);
        }
    }

    private static String slug(Way way, Plays.@Nullable Play play, ResultTable.Noted noted) {
        if (way.slug() != null) {
            return way.slug();
        }
        String step = play == null ? null : play.step(noted.step());
        return step == null ? noted.workflowId().toString() : step;
    }

    private static int number(Way way, Plays.@Nullable Play play, LoadTable.Loaded result) {
        if (way.number() != null) {
            return way.number();
        }
        if (result.isOutside()) {
            return play == null ? 1 : play.position(result.noted().workflowId());
        }
        return result.noted().step() + 1;
    }

    private static @Nullable String domain(LoadTable.Loaded result, Map<Long, Company> named) {
        Company company = result.companyId() == null ? null : named.get(result.companyId());
        if (company != null) {
            return company.domain();
        }
        if (result.reportedDomain() != null) {
            return result.reportedDomain();
        }
        try {
            return ValuesJson.read(result.input())
                    .get(DOMAIN)
                    .map(Object::toString)
                    .orElse(null);
        } catch (RuntimeException damaged) {
            return null;
        }
    }

    /** What is written of a result whose values are there. One that was reused is the result that it was, by its key too. */
    static Item item(LoadTable.Loaded result, LogWrite line) {
        ResultTable.Noted noted = result.noted();
        if (result.isOutside()) {
            Map<String, @Nullable Object> reported = Reported.read(Objects.requireNonNull(result.data()));
            return item(
                    noted, weirKey(noted.jobId(), noted.rowIndex(), noted.step(), noted.outsideId()), line, reported);
        }
        ValuesJson.Sourced kept = ValuesJson.readSourced(result.kept());
        Reuse reused = kept.reused();
        String key = reused == null
                ? weirKey(noted.jobId(), noted.rowIndex(), noted.step(), null)
                : weirKey(reused.jobId(), reused.rowIndex(), reused.step(), reused.outsideId());
        return item(noted, key, line, Reported.copy(kept.values().byField()));
    }

    private static Item item(ResultTable.Noted noted, String key, LogWrite line, Map<String, @Nullable Object> values) {
        return new Item(noted.id(), key, line.companyId(), line.companyDomain(), values);
    }

    private static String weirKey(
            @Nullable Long jobId, @Nullable Integer rowIndex, @Nullable Integer step, @Nullable Long outsideId) {
        return outsideId == null ? jobId + ":" + rowIndex + ":" + step : "outside:" + outsideId;
    }

    /** Writes the lines, and completes what is stored. Joins the caller's transaction. */
    void close(long workspaceId, List<LogWrite> lines) {
        if (lines.isEmpty()) {
            return;
        }
        log.insert(workspaceId, lines);
        completions.complete(
                workspaceId,
                lines.stream()
                        .filter(line -> line.status() == LoggedResult.Status.STORED)
                        .toList());
    }
}
