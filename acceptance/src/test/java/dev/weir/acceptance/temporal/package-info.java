/** A run of one job on both engines in small, and what is held against runs of either finds what is wrong with them. */
@NullMarked
package dev.weir.acceptance.temporal;

import org.jspecify.annotations.NullMarked;
