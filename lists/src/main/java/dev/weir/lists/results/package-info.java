/** Puts what jobs have found beside what their lists said. */
@NullMarked
package dev.weir.lists.results;

import org.jspecify.annotations.NullMarked;
