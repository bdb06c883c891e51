/**
 * Tells a customer's server what happened, signed, until it has heard.
 *
 * <p>Owns {@code weir.webhook}, {@code weir.webhook_delivery} and {@code weir.webhook_attempt}.
 * {@link dev.weir.server.webhooks.Webhooks} is the door. {@link dev.weir.server.webhooks.Fanout} notes, in the transaction
 * of an event, whom it is for; {@code Rounds} claims what is due, {@code Sender} tries it once and notes what came of it.
 *
 * <p>At least once: a try whose outcome could not be noted is made again, with the same id and the same bytes.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem", "workspace", "jobs", "vault", "egress"})
package dev.weir.server.webhooks;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
