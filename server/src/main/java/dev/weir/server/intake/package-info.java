/** Turns what somebody wants into a job: plans it, quotes it, and submits it or says why not. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "problem",
            "workspace",
            "catalog",
            "jobs",
            "jobs :: engine",
            "insight",
            "registry",
            "waterfall"
        })
package dev.weir.server.intake;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
