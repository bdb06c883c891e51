/** Subscribers from outside: signed deliveries in a burst, uploads, what is made of them by itself, and kills in between. */
@NullMarked
package dev.weir.acceptance.audience;

import org.jspecify.annotations.NullMarked;
