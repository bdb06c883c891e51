/** Plants what each judge must find, in small facts made by hand. */
@NullMarked
package dev.weir.acceptance.chaos.judge;

import org.jspecify.annotations.NullMarked;
