/** Whose data this is: workspaces, members, roles, API keys. */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem"})
package dev.weir.server.workspace;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
