/** Tests of the launcher against real PostgreSQL processes. */
@NullMarked
package dev.weir.postgres;

import org.jspecify.annotations.NullMarked;
