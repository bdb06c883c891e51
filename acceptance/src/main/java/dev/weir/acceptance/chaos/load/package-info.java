/** What customers do to a disturbed installation: jobs, signals, deliveries, each repeated until it is answered. */
@NullMarked
package dev.weir.acceptance.chaos.load;

import org.jspecify.annotations.NullMarked;
