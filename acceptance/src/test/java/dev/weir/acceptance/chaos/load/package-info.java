/** Tests of what customers do, without an installation. */
@NullMarked
package dev.weir.acceptance.chaos.load;

import org.jspecify.annotations.NullMarked;
