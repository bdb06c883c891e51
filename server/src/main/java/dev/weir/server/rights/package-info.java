/** What people may ask of a workspace: to be told what it keeps of them, and to be forgotten. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"problem", "workspace", "audit", "vault", "suppression", "storage", "jobs", "waterfall"})
package dev.weir.server.rights;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
