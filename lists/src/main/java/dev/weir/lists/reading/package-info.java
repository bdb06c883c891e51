/** Reads what people write in lists as canonical values, and says what counts as unknown although something is there. */
@NullMarked
package dev.weir.lists.reading;

import org.jspecify.annotations.NullMarked;
