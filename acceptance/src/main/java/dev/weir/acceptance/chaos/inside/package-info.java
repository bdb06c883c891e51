/**
 * What is planted inside the server's processes: moments at which they die, stall or throw, a clock that is wrong, bugs, and
 * counters of what no table tells. A Java agent changes classes as they are loaded; nothing of it is ever shipped. It runs
 * in the server's process, so it knows the JDK and nothing else.
 */
@NullMarked
package dev.weir.acceptance.chaos.inside;

import org.jspecify.annotations.NullMarked;
