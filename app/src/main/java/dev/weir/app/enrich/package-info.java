/** A list goes in, an enriched list comes out: what `weir enrich` does, without its command line. */
@NullMarked
package dev.weir.app.enrich;

import org.jspecify.annotations.NullMarked;
