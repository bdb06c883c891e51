/** The lists that come with the program, for a first try without a list of one's own. */
@NullMarked
package dev.weir.app.samples;

import org.jspecify.annotations.NullMarked;
