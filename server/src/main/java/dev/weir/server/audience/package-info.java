/**
 * Knows who has subscribed: from where, what of it is known, and when somebody is to look after them.
 *
 * <p>Owns {@code weir.audience}, {@code weir.audience_turn}, {@code weir.audience_source}, {@code weir.subscriber},
 * {@code weir.subscriber_event} and {@code weir.audience_upload}. What arrives is kept and merged in one transaction and
 * answered behind it; whatever follows from it is a {@link dev.weir.server.audience.Duty}, done later, by any node, in its
 * {@link dev.weir.server.audience.Turns turn}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem", "workspace", "vault", "compute", "expressions", "suppression"})
package dev.weir.server.audience;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
