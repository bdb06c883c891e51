/** Who is asked and under which credential: the real vendors with the user's keys, or the sandbox that plays them. */
@NullMarked
package dev.weir.app.vendors;

import org.jspecify.annotations.NullMarked;
