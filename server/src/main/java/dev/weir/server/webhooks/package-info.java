/**
 * Tells a customer's server what happened, signed, until it has heard.
 *
 * <p>Owns {@code weir.webhook}, {@code weir.webhook_delivery} and {@code weir.webhook_attempt}.
 * {@link dev.weir.server.webhooks.Fanout} notes, in the transaction of an event, whom it is for.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem", "workspace", "jobs", "egress"})
package dev.weir.server.webhooks;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
