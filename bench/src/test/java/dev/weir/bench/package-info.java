/** Shows that what is compared is alike, and that every figure comes out. */
@NullMarked
package dev.weir.bench;

import org.jspecify.annotations.NullMarked;
