/** Asks the sandbox as a caller would, over real sockets. */
@NullMarked
package dev.weir.sandbox;

import org.jspecify.annotations.NullMarked;
