/**
 * Runs a private, durable PostgreSQL 18 beside this JVM from the binaries on the class path, and knows nothing of what is stored in it.
 *
 * <p>It owns {@code <home>/postgres}: {@code data} (the cluster), {@code <version>} (unpacked binaries), {@code lock},
 * {@code password}, {@code address.properties} and {@code postgres.log}. Tables, migrations and roles other than the
 * owner do not belong here.
 *
 * <p>What always holds: at most one program at a time serves a home; an acknowledged commit survives the death of any
 * process; PostgreSQL ends soon after the JVM that started it, however that JVM ended.
 */
@NullMarked
package dev.weir.postgres;

import org.jspecify.annotations.NullMarked;
