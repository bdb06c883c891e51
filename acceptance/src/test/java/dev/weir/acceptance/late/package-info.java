/** What is held against two runs of late answers finds what is wrong with them. */
@NullMarked
package dev.weir.acceptance.late;

import org.jspecify.annotations.NullMarked;
