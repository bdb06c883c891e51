/** Holds what an installation has left against the books of vendors, customers, receivers and destinations; shares no code with the product. */
@NullMarked
package dev.weir.acceptance.chaos.judge;

import org.jspecify.annotations.NullMarked;
