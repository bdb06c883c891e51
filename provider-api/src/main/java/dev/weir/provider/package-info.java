/**
 * What a provider is: a source that turns known fields into new ones, described by facts and asked through one door.
 *
 * <p>This package knows nobody: no HTTP client, no database, no JSON library. People will want to put a retry, a cache
 * or a price decision here; those belong to the server, which sees every provider alike.
 */
@NullMarked
package dev.weir.provider;

import org.jspecify.annotations.NullMarked;
