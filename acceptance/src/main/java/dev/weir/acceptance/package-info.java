@NullMarked
package dev.weir.acceptance;

import org.jspecify.annotations.NullMarked;
