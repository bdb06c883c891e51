/** Seals a credential, opens it for the length of one call. */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem", "workspace"})
package dev.weir.server.vault;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
