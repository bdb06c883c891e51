/** Has tools and corpora that nobody here wrote judge a server: requests from its document, odd texts, deliveries, slow clients. */
@NullMarked
package dev.weir.acceptance.judges;

import org.jspecify.annotations.NullMarked;
