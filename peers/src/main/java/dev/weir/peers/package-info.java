/** The same work on other people's engines, each written as its own documentation recommends; no part of the program. */
@NullMarked
package dev.weir.peers;

import org.jspecify.annotations.NullMarked;
