/** What the agent's tests start a process of: it does on its standard input's word what the product does. */
@NullMarked
package dev.weir.acceptance.chaos.patient;

import org.jspecify.annotations.NullMarked;
