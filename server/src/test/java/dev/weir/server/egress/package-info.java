/** Tests of the only door out. */
@NullMarked
package dev.weir.server.egress;

import org.jspecify.annotations.NullMarked;
