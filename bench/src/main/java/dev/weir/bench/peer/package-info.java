/** What Weir is compared with on Temporal: a workflow with one activity for each call, as Temporal's own pages have it. */
@NullMarked
package dev.weir.bench.peer;

import org.jspecify.annotations.NullMarked;
