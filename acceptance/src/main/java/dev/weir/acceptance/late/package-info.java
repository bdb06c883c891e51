/** Lets cells wait for answers that come later, kills who waits for them, and compares with a run that nobody disturbed. */
@NullMarked
package dev.weir.acceptance.late;

import org.jspecify.annotations.NullMarked;
