/** Engine no. 2: has a Temporal cluster remember when to come back to which batch. */
@NullMarked
package dev.weir.temporal;

import org.jspecify.annotations.NullMarked;
