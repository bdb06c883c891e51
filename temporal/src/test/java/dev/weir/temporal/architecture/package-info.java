/** What this module's code may know, and that a rule notices when it knows more. */
@NullMarked
package dev.weir.temporal.architecture;

import org.jspecify.annotations.NullMarked;
