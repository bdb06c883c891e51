/** Shows from outside what Weir promises: workers are killed, vendors fail, and the vendors' own ledger is the judge. */
@NullMarked
package dev.weir.acceptance;

import org.jspecify.annotations.NullMarked;
