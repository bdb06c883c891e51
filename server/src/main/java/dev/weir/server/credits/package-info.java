/** The ledger: what was granted, held, posted and given back, and what is still in doubt. */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem", "workspace"})
package dev.weir.server.credits;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
