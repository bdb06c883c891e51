/** Shows a person what a provider is, and what one call to it does. */
@NullMarked
package dev.weir.app.trying;

import org.jspecify.annotations.NullMarked;
