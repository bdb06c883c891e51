/** The arithmetic of large lists. */
@NullMarked
package dev.weir.acceptance.large;

import org.jspecify.annotations.NullMarked;
