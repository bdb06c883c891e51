/** How text is laid out for a terminal: sentences broken at words, columns that line up, tables that fit. */
@NullMarked
package dev.weir.app.text;

import org.jspecify.annotations.NullMarked;
