/** The program: what a user types, and how it answers. */
@NullMarked
package dev.weir.app;

import org.jspecify.annotations.NullMarked;
