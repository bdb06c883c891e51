/** Runs one batch: ask, judge, settle; answers, submissions, the journal. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "problem",
            "workspace",
            "jobs",
            "jobs :: engine",
            "catalog",
            "credits",
            "egress",
            "storage",
            "suppression",
            "tickets",
            "vault",
            "waterfall"
        })
package dev.weir.server.enrichment;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
