/**
 * Whom a workspace never asks about, known by keyed hashes alone.
 *
 * <p>Owns {@code weir.suppression} and {@code weir.suppression_list}. {@link dev.weir.server.suppression.Suppressions} is the
 * door.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "vault")
package dev.weir.server.suppression;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
