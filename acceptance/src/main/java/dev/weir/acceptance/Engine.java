package dev.weir.acceptance;

import dev.weir.provider.Pace;
import dev.weir.provider.Provider;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.CredentialKey;
import dev.weir.server.enrichment.AccessBook;
import dev.weir.server.jobs.Job;
import dev.weir.server.problem.Problem;
import dev.weir.server.vault.MasterKeys;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Carries an order out in this JVM, as the program would: submits the job or goes on with it, until it has closed. */
final class Engine {

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private Engine() {}

    /**
     * Returns when the job has closed.
     *
     * @param password of the program's role
     * @throws IllegalStateException when it has not after half an hour
     */
    static void carryOut(Order order, String password, List<Provider> providers) {
        try (Weir weir = new Weir(order.jdbcUrl(), password, providers, MasterKeys.passing());
                RunningWeir running = weir.start(
                        order.home(),
                        accessBook(order, weir),
                        order.settings(),
                        _ -> {},
                        order.trap().armed())) {
            Job job = submit(order.assignment(), weir, running);
            if (!Waiting.until(() -> weir.jobs().progress(job).closed(), LOOK, PATIENCE)) {
                throw new IllegalStateException(
                        "job " + job.id() + " has not closed: " + weir.jobs().progress(job));
            }
        }
    }

    /** Two workers that come at once take turns: the second finds the job of the first. */
    private static Job submit(Assignment assignment, Weir weir, RunningWeir running) {
        while (true) {
            try {
                return weir.jobs().submit(assignment.request(weir), assignment.inputs(), running.engine());
            } catch (Problem taken) {
                if (taken.kind() != Problem.Kind.CONFLICT) {
                    throw taken;
                }
                Waiting.pause(LOOK);
            }
        }
    }

    private static AccessBook accessBook(Order order, Weir weir) {
        return (workspace, provider) -> Optional.of(new Access(
                new CredentialKey(workspace, provider, "sandbox"),
                base(order.sandbox(), weir, provider),
                Map.of("api_key", "sandbox"),
                Pace.unlimited(order.concurrency())));
    }

    /** The sandbox plays each vendor below its slug, on the vendor's own paths. */
    private static URI base(URI sandbox, Weir weir, String slug) {
        String path = weir.catalog().find(slug).orElseThrow().baseUrl().getPath();
        return URI.create(sandbox + "/" + slug + path);
    }
}
