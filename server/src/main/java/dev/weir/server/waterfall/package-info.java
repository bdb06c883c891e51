/** Decides, without clock, database, network or randomness, what a row should do next. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.weir.server.waterfall;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
