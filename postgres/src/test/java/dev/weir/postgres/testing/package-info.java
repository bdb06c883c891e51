/** Tests of the databases that other modules' tests get. */
@NullMarked
package dev.weir.postgres.testing;

import org.jspecify.annotations.NullMarked;
