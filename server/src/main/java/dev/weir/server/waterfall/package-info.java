/** Decides, without clock, database or network, what a row should do next. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.weir.server.waterfall;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
