/** What can be typed after `weir`: options are understood here and handed to those who do the work. */
@NullMarked
package dev.weir.app.commands;

import org.jspecify.annotations.NullMarked;
