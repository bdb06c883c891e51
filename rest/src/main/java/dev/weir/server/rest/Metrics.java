package dev.weir.server.rest;

import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.callbacks.CallbackCounts;
import dev.weir.server.egress.CallCounts;
import dev.weir.server.egress.CredentialState;
import dev.weir.server.enrichment.JournalCounts;
import dev.weir.server.insight.AudienceLoad;
import dev.weir.server.insight.Load;
import dev.weir.server.jobs.engine.StartedEngine;
import dev.weir.server.storage.StorageLoad;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * What this server counts, in Prometheus' text format: the web server's and the JVM's meters, and Weir's own, which are
 * read when they are asked for and cost nothing meanwhile.
 */
@Component
final class Metrics {

    private final Weir weir;
    private final RunningWeir running;
    private final PrometheusMeterRegistry registry;

    Metrics(Weir weir, RunningWeir running, PrometheusMeterRegistry registry) {
        this.weir = weir;
        this.running = running;
        this.registry = registry;
    }

    String text() {
        StringBuilder text = new StringBuilder(registry.scrape());
        calls(text, running.egress().counts().all());
        journal(text, running.journal());
        load(text, weir.insight().load(weir.workspaces().ids()));
        audience(text, weir.insight().audiences().load(weir.workspaces().ids()));
        results(text, running.storage().load(weir.workspaces().ids()));
        callbacks(text, running.callbacks().counts());
        breakers(text, running.egress().state());
        running.cluster().ifPresent(cluster -> cluster(text, cluster));
        return text.toString();
    }

    private static void calls(StringBuilder text, List<CallCounts.Count> counts) {
        family(text, "weir_provider_askings", "counter", "Askings of providers on this server, by how they ended");
        counts.forEach(count -> sample(text, "weir_provider_askings_total", labels(count), count.askings()));
        family(text, "weir_provider_tries", "counter", "Sends that counted as tries");
        counts.forEach(count -> sample(text, "weir_provider_tries_total", labels(count), count.tries()));
        family(text, "weir_provider_seconds", "counter", "Time from the first send to the last byte, all askings");
        counts.forEach(count -> sample(text, "weir_provider_seconds_total", labels(count), seconds(count.took())));
    }

    private static void cluster(StringBuilder text, StartedEngine.Cluster cluster) {
        family(text, "weir_cluster_answers", "gauge", "Whether what the engine relies on answers this server");
        sample(text, "weir_cluster_answers", Map.of("kind", cluster.kind()), cluster.answers() ? 1 : 0);
    }

    private static Map<String, String> labels(CallCounts.Count count) {
        return Map.of("provider", count.provider(), "outcome", count.outcome());
    }

    private static void journal(StringBuilder text, JournalCounts counts) {
        family(text, "weir_journal_flushes", "counter", "Transactions in which settlements were written");
        sample(text, "weir_journal_flushes_total", Map.of(), counts.flushes());
        family(text, "weir_journal_entries", "counter", "Settlements that they carried");
        sample(text, "weir_journal_entries_total", Map.of(), counts.entries());
        family(text, "weir_journal_seconds", "counter", "Time that they took");
        sample(text, "weir_journal_seconds_total", Map.of(), seconds(counts.took()));
    }

    private static void load(StringBuilder text, Load load) {
        family(text, "weir_open_jobs", "gauge", "Jobs that are not closed, in the whole installation");
        new TreeMap<>(load.openJobs())
                .forEach((status, jobs) -> sample(text, "weir_open_jobs", Map.of("status", status), jobs));
        family(text, "weir_batches", "gauge", "Batches that wait, and that a server has, in the whole installation");
        sample(text, "weir_batches", Map.of("state", "due"), load.batchesDue());
        sample(text, "weir_batches", Map.of("state", "leased"), load.batchesLeased());
        family(text, "weir_open_intents", "gauge", "Calls under way or not yet settled, in the whole installation");
        sample(text, "weir_open_intents", Map.of(), load.openIntents());
        family(text, "weir_doubts", "gauge", "Calls of which nobody knows whether they were charged");
        sample(text, "weir_doubts", Map.of(), load.doubts());
        family(text, "weir_waiting_cells", "gauge", "Cells that wait for a late answer or an event");
        sample(text, "weir_waiting_cells", Map.of(), load.waiting());
        family(text, "weir_longest_wait_seconds", "gauge", "Age of the wait that runs out of time first");
        sample(text, "weir_longest_wait_seconds", Map.of(), load.longestWait());
        family(text, "weir_inbox_backlog", "gauge", "What has come in and is not processed");
        sample(text, "weir_inbox_backlog", Map.of(), load.backlog().rows());
        family(text, "weir_inbox_oldest_seconds", "gauge", "Age of the oldest of that");
        sample(text, "weir_inbox_oldest_seconds", Map.of(), load.backlog().seconds());
    }

    private static void audience(StringBuilder text, AudienceLoad load) {
        family(
                text,
                "weir_audience_arrivals",
                "gauge",
                "What sources said of subscribers and no trigger has looked at");
        sample(text, "weir_audience_arrivals", Map.of(), load.arrivals());
        family(
                text,
                "weir_enrichment_requests",
                "gauge",
                "What is wanted for subscribers: not begun, under way, in vain");
        sample(text, "weir_enrichment_requests", Map.of("state", "pending"), load.pending());
        sample(text, "weir_enrichment_requests", Map.of("state", "submitted"), load.submitted());
        sample(text, "weir_enrichment_requests", Map.of("state", "failed"), load.failed());
        family(text, "weir_audience_unscored", "gauge", "Subscribers who are to be scored");
        sample(text, "weir_audience_unscored", Map.of(), load.unscored());
        family(
                text,
                "weir_audience_turns_overdue",
                "gauge",
                "Duties for subscribers that should be under way and are not");
        sample(text, "weir_audience_turns_overdue", Map.of(), load.turnsOverdue());
        family(text, "weir_audience_overdue_seconds", "gauge", "How long the longest overdue has been due");
        sample(text, "weir_audience_overdue_seconds", Map.of(), load.longestOverdue());
    }

    private static void results(StringBuilder text, StorageLoad load) {
        family(text, "weir_results", "gauge", "Results that are to be written or logged, and that were given up");
        sample(text, "weir_results", Map.of("state", "pending"), load.pending());
        sample(text, "weir_results", Map.of("state", "dead"), load.dead());
        family(text, "weir_results_oldest_seconds", "gauge", "Age of the oldest result that is to be written");
        sample(text, "weir_results_oldest_seconds", Map.of(), load.oldestSeconds());
        family(text, "weir_destinations", "gauge", "Tables that results go to, by whether the newest try worked");
        sample(text, "weir_destinations", Map.of("state", "healthy"), load.healthy());
        sample(text, "weir_destinations", Map.of("state", "failing"), load.failing());
    }

    private static void callbacks(StringBuilder text, CallbackCounts counts) {
        family(text, "weir_inbox_processed", "counter", "What came in from outside and was processed by this server");
        sample(text, "weir_inbox_processed_total", Map.of(), counts.processed());
        family(text, "weir_inbox_failed", "counter", "Tries to process something that came to nothing");
        sample(text, "weir_inbox_failed_total", Map.of(), counts.failed());
        family(
                text,
                "weir_inbox_lag_seconds",
                "counter",
                "Time from when it came to when it was processed, all together");
        sample(text, "weir_inbox_lag_seconds_total", Map.of(), seconds(counts.lag()));
        family(text, "weir_late_answers", "counter", "Answers that it carried, by provider and effect");
        counts.answers().forEach(answers -> sample(text, "weir_late_answers_total", labels(answers), answers.count()));
        family(text, "weir_late_answer_seconds", "counter", "Time that their cells had waited, all together");
        counts.answers()
                .forEach(answers ->
                        sample(text, "weir_late_answer_seconds_total", labels(answers), seconds(answers.waited())));
        family(text, "weir_late_answer_retries", "counter", "How often they had been handed over in vain before");
        counts.answers()
                .forEach(answers -> sample(text, "weir_late_answer_retries_total", labels(answers), answers.retries()));
    }

    private static Map<String, String> labels(CallbackCounts.Answers answers) {
        return Map.of("provider", answers.provider(), "effect", answers.effect());
    }

    /** Workspaces are no labels: there may be many, and whose breaker it is stands in the API. */
    private static void breakers(StringBuilder text, List<CredentialState> states) {
        family(text, "weir_breakers", "gauge", "Credentials by provider and state, of those that ever failed");
        Map<Map<String, String>, Long> counts = states.stream()
                .collect(Collectors.groupingBy(
                        state -> Map.of(
                                "provider",
                                state.key().provider(),
                                "state",
                                state.phase().name().toLowerCase(Locale.ROOT)),
                        Collectors.counting()));
        counts.forEach((labels, count) -> sample(text, "weir_breakers", labels, count));
    }

    private static void family(StringBuilder text, String name, String type, String help) {
        String whole = type.equals("counter") ? name + "_total" : name;
        text.append("# HELP ").append(whole).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(whole).append(' ').append(type).append('\n');
    }

    private static void sample(StringBuilder text, String name, Map<String, String> labels, double value) {
        text.append(name);
        if (!labels.isEmpty()) {
            text.append(new TreeMap<>(labels)
                    .entrySet().stream()
                            .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
                            .collect(Collectors.joining(",", "{", "}")));
        }
        text.append(' ').append(value).append('\n');
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
