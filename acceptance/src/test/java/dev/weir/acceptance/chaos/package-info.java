/** Tests of what breaks a running installation. */
@NullMarked
package dev.weir.acceptance.chaos;

import org.jspecify.annotations.NullMarked;
