/** Who did what to security and money, append-only. */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem", "workspace"})
package dev.weir.server.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
