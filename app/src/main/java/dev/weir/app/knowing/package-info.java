/** What is shown of what jobs did and would have done: tables, sentences and JSON, of what the insight room tells. */
@NullMarked
package dev.weir.app.knowing;

import org.jspecify.annotations.NullMarked;
