/** Shows a job while it runs: redrawn in place on a terminal, or in sentences for those who listen to it. */
@NullMarked
package dev.weir.app.live;

import org.jspecify.annotations.NullMarked;
