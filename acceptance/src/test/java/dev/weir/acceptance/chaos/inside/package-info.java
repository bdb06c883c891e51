@NullMarked
package dev.weir.acceptance.chaos.inside;

import org.jspecify.annotations.NullMarked;
