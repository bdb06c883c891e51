/** Breaks what takes part in an installation, one thing after another and some at once, and heals it again. */
@NullMarked
package dev.weir.acceptance.chaos.faults;

import org.jspecify.annotations.NullMarked;
