package dev.weir.server.intake;

import java.util.List;
import java.util.Set;

/**
 * What an order would come to.
 *
 * @param worstRowMilli what one row may cost at worst, in 1/1000 credit: what is held for each
 * @param asked whom each step may ask that asks anybody, by slug
 */
public record Outlook(long worstRowMilli, List<Set<String>> asked) {

    public Outlook {
        asked = List.copyOf(asked);
    }
}
