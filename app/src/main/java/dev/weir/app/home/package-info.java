/** What Weir keeps on this machine: a folder, its locks, and the database that is opened through it. */
@NullMarked
package dev.weir.app.home;

import org.jspecify.annotations.NullMarked;
