/**
 * Tells those who watch a server what it does: spans to an OpenTelemetry collector, errors to a receiver of Sentry's
 * protocol; nothing to anybody unless it is set.
 *
 * <p>{@link dev.weir.server.telemetry.Telemetry} is the door. What leaves is written out attribute by attribute: numbers,
 * names of providers and routes, states, times, types of exceptions and our own stack frames. People will want a value
 * beside them to see what went wrong; values, keys, addresses and names of people never leave here.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"enrichment", "egress", "jobs", "jobs :: engine", "waterfall"})
package dev.weir.server.telemetry;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
