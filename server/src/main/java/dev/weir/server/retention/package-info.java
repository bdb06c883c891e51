/**
 * Lets go of what a workspace does not keep any longer: policies, and what they let go of, in small steps.
 *
 * <p>Owns {@code weir.retention}, {@code weir.retention_round}, {@code weir.pruned}, {@code weir.pruned_record} and
 * {@code weir.pruned_cell}. {@link dev.weir.server.retention.Retention} is the door; {@link
 * dev.weir.server.retention.Rounds} goes through it once a day. What is append-only for the program goes by functions of the
 * database's owner, which see for themselves that it may (migration V22).
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem", "workspace"})
package dev.weir.server.retention;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
