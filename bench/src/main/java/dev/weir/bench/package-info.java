/** Measures Weir side by side with what it is built on: ours and a bare floor, in one run on one machine. */
@NullMarked
package dev.weir.bench;

import org.jspecify.annotations.NullMarked;
