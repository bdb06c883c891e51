@NullMarked
package dev.weir.peers;

import org.jspecify.annotations.NullMarked;
