/**
 * Temporal servers for tests, benchmarks and by-hand use: one in memory, and a real one that keeps what it is told.
 *
 * <p>Whatever goes wrong with them is an {@link IllegalStateException} that says what to do: nobody who needs a server
 * can go on without. Everything listens on the loopback address, and ends with the JVM that started it however that ends.
 */
@NullMarked
package dev.weir.temporal.testing;

import org.jspecify.annotations.NullMarked;
