/** Engine no. 1: brings due batches to workers with nothing but PostgreSQL. */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem", "jobs :: engine"})
package dev.weir.server.conductor;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
