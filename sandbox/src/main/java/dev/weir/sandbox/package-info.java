/**
 * Plays the vendors on real sockets: their paths, keys, bodies and prices, with faults on demand and a ledger of every
 * call that outlives caller and sandbox.
 */
@NullMarked
package dev.weir.sandbox;

import org.jspecify.annotations.NullMarked;
