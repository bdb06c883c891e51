/**
 * The only door out: guarded, bounded, paced, traced HTTP; circuit breakers.
 *
 * <p>Owns table {@code weir.breaker}. {@link dev.weir.server.egress.Egress} is the door; the life of an asking is: the
 * breaker's view, the gate (pace and slots), the breaker once more, the caller's intent, then sends until one settles
 * it. What people will want to put here and must not: what an answer means for a row or for money.
 *
 * <p>What holds:
 *
 * <ul>
 *   <li>{@code NotSent} means that no byte of the request can have left: without TLS the socket took none, with TLS the
 *       handshake never ended. Everything else without a complete answer is {@code Lost}.
 *   <li>In any window of a second or a minute, a credential starts no more sends than its pace says, retries included.
 *   <li>A breaker's outcome is one per asking. Trouble, nothing sent, a lost or an unreadable answer are failures: the
 *       last because each may cost at the vendor and blames nobody but it. An interruption is no outcome.
 *   <li>No lock and no database connection is held while a call is out, and no exception carries a paid answer away.
 * </ul>
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"problem"})
package dev.weir.server.egress;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
