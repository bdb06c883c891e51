/** Receives answers that arrive late, keeps them verbatim, wakes their batch. */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem", "workspace", "jobs", "catalog", "vault", "tickets", "waterfall"})
package dev.weir.server.callbacks;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
