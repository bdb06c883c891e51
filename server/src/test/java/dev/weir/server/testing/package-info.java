/** A migrated database for each test that asks for one, and the doors into it. */
@NullMarked
package dev.weir.server.testing;

import org.jspecify.annotations.NullMarked;
