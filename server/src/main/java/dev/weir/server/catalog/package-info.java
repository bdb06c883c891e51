/** Which providers, steps and blueprints exist, what they cost and how fast we may ask. */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem", "workspace", "egress", "waterfall", "expressions", "compute"})
package dev.weir.server.catalog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
