/** Whom a workspace never asks about, known by keyed hashes alone. */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem", "workspace", "vault"})
package dev.weir.server.suppression;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
