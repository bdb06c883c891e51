/** Enriches a large list with the program itself, and shows what each row costs in time and memory along the way. */
@NullMarked
package dev.weir.acceptance.large;

import org.jspecify.annotations.NullMarked;
