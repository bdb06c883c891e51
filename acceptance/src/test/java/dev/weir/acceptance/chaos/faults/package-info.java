/** Tests of faults and of their schedule. */
@NullMarked
package dev.weir.acceptance.chaos.faults;

import org.jspecify.annotations.NullMarked;
