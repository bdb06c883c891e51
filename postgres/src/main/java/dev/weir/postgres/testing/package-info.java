/**
 * Gives tests of any module a real database in tens of milliseconds: one PostgreSQL per JVM, cloned from migrated templates.
 *
 * <p>It sits in main and not in a test jar because Maven builds a test jar only at {@code package}, and then
 * {@code mvn -pl server -am test} would find none; it costs the product a few kilobytes and no dependency. Nothing
 * outside of tests and benchmarks may use it.
 */
@NullMarked
package dev.weir.postgres.testing;

import org.jspecify.annotations.NullMarked;
