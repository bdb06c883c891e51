/** The server as a program: its database, its engine and its API, from start to the last call in flight. */
@NullMarked
package dev.weir.app.serving;

import org.jspecify.annotations.NullMarked;
