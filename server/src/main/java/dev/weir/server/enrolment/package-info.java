/**
 * Has blueprints run for subscribers: triggers want it, requests stand for it, jobs of at most 100 carry them out, and what
 * comes of them goes back to the subscribers.
 *
 * <p>Owns {@code weir.audience_trigger}, {@code weir.enrichment_request}, {@code weir.audience_job} and
 * {@code weir.audience_day}. It reads of {@code weir.subscriber} who has left and who was enriched when.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "problem",
            "workspace",
            "catalog",
            "jobs",
            "intake",
            "registry",
            "credits",
            "egress",
            "expressions",
            "waterfall",
            "audience"
        })
package dev.weir.server.enrolment;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
