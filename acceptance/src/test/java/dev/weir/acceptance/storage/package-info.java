/** What is held against destinations finds what is wrong with them; a destination dies and comes back. */
@NullMarked
package dev.weir.acceptance.storage;

import org.jspecify.annotations.NullMarked;
