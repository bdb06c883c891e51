/** Breaks a running installation in every way it may break, and holds what is left against everybody else's books. */
@NullMarked
package dev.weir.acceptance.chaos;

import org.jspecify.annotations.NullMarked;
