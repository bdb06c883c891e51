/** Keeps steps and blueprints as rows, in versions, and makes a job's plan of them. */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem", "workspace", "catalog", "expressions", "compute", "waterfall"})
package dev.weir.server.registry;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
