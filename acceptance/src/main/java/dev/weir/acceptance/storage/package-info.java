/** Where results go: destinations that die and come back, hostile names and values, changes while it runs, erasure. */
@NullMarked
package dev.weir.acceptance.storage;

import org.jspecify.annotations.NullMarked;
