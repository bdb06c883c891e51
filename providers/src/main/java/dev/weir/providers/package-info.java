@NullMarked
package dev.weir.providers;

import org.jspecify.annotations.NullMarked;
