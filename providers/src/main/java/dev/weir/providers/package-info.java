/**
 * The providers Weir knows: shipped and users' YAML declarations, read once and then asked like any other provider.
 *
 * <p>A declaration says what a vendor wants to hear and how it answers; a vendor that needs more than that gets a coded
 * adapter, not a richer language. Nothing here retries, waits, charges or remembers.
 */
@NullMarked
package dev.weir.providers;

import org.jspecify.annotations.NullMarked;
