/** What every engine must keep to, as tests that any module can run its engine through. */
@NullMarked
package dev.weir.server.testing.contract;

import org.jspecify.annotations.NullMarked;
