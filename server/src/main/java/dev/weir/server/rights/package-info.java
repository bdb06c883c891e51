/**
 * What people may ask of a workspace: to be told what it keeps of them, and to be forgotten.
 *
 * <p>Owns {@code weir.erasure}, {@code weir.erased_row} and {@code weir.erased_key}, and by its nature reads and empties
 * texts of every other room's tables. {@link dev.weir.server.rights.Erasures} and {@link dev.weir.server.rights.Subjects} are
 * the doors; {@link dev.weir.server.rights.Eraser} carries erasures out, {@link dev.weir.server.rights.Erasing} for as long as
 * a server runs.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"problem", "workspace", "audit", "vault", "suppression", "storage", "jobs", "waterfall"})
package dev.weir.server.rights;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
