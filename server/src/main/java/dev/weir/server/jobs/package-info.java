/** Takes a job in, keeps every cell's state, leases batches, owns the outbox and the engine port. */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem", "workspace", "credits", "catalog", "waterfall"})
package dev.weir.server.jobs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
