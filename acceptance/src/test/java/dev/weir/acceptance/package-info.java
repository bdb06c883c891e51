/** The fault runs, small enough for every build, and the bugs they would find. */
@NullMarked
package dev.weir.acceptance;

import org.jspecify.annotations.NullMarked;
