/** What is held against a run of the audience finds what is wrong with it. */
@NullMarked
package dev.weir.acceptance.audience;

import org.jspecify.annotations.NullMarked;
