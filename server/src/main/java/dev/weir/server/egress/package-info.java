/** The only door out: guarded, bounded, paced, traced HTTP; circuit breakers. */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem"})
package dev.weir.server.egress;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
