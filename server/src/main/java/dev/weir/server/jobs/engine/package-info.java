/** The engine port: the one narrow door through which engines come back to batches. They see ids and states, never values. */
@NullMarked
@NamedInterface("engine")
package dev.weir.server.jobs.engine;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
