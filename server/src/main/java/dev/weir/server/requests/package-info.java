/** Does what a request asks for once, however often it is sent. */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem", "workspace"})
package dev.weir.server.requests;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
