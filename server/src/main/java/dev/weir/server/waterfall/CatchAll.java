package dev.weir.server.waterfall;

import java.util.Locale;

/** What is made of an address at a domain that takes mail for every name, so that nobody can tell whether it exists. */
public enum CatchAll {
    /** It counts like a valid one. */
    ACCEPT,
    /** It counts, and whoever reads the list is shown which these are. */
    ACCEPT_AND_FLAG,
    /** It does not count: the next place is asked. */
    REJECT_AND_CONTINUE;

    /** As written by people. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
