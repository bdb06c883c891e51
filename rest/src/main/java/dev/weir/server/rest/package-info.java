/**
 * The same doors for programs: HTTP under {@code /api/v1}.
 *
 * <p>Every route is a method of a {@code …Routes} class that names the role it {@link dev.weir.server.rest.Needs}; it
 * calls a room's door and gives an {@link dev.weir.server.rest.Answer}. A refusal is a
 * {@link dev.weir.server.problem.Problem}, turned into {@code application/problem+json} in one place
 * ({@link dev.weir.server.rest.Refusals}). Nothing is decided here, and no table is this room's own.
 */
@NullMarked
@ApplicationModule
package dev.weir.server.rest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
