/** The same jobs on both engines and on several processes, compared, killed, cut off from Temporal, and switched over. */
@NullMarked
package dev.weir.acceptance.temporal;

import org.jspecify.annotations.NullMarked;
