/** Plants what the outside judges must find. */
@NullMarked
package dev.weir.acceptance.judges;

import org.jspecify.annotations.NullMarked;
