/** Reads the user's lists and writes their enriched twins, row by row, losing nothing. */
@NullMarked
package dev.weir.lists.files;

import org.jspecify.annotations.NullMarked;
