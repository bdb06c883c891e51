/**
 * Writes results where their step's row in the registry says, and keeps the results log and step completions.
 *
 * <p>Owns {@code weir.workspace_database}, {@code weir.destination}, {@code weir.outside_result}, {@code weir.result},
 * {@code weir.result_refusal}, {@code weir.enrichment_results_log} and {@code weir.company_play_step_completions}. It knows
 * nothing of what steps mean: {@code workflow_id} is the key of all that it does. {@link dev.weir.server.storage.Storage} is
 * the door to results on their way; {@link dev.weir.server.storage.Outbox} takes them in.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "problem",
            "workspace",
            "companies",
            "jobs",
            "catalog",
            "registry",
            "vault",
            "egress",
            "waterfall"
        })
package dev.weir.server.storage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
