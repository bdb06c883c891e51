/** Recomputes every invariant from raw rows, sharing no code with those who wrote them. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.weir.server.verify;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
