@NullMarked
package dev.weir.sandbox;

import org.jspecify.annotations.NullMarked;
