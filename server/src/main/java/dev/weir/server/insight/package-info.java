/**
 * What runs have taught: who was asked and what came of it, what would have come of other plans, and advice; and what an
 * audience is and costs.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "problem",
            "workspace",
            "credits",
            "jobs",
            "catalog",
            "enrichment",
            "expressions",
            "waterfall"
        })
package dev.weir.server.insight;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
