/** Understands users' expressions: typed, checked when they are saved, bounded when they run. */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem", "waterfall"})
package dev.weir.server.expressions;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
