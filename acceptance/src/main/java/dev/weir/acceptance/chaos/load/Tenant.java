package dev.weir.acceptance.chaos.load;

import java.util.Locale;

/** Whose jobs they are: a workspace each, all of made-up vendors. */
public enum Tenant {
    /** The first workspace. */
    ACME,

    /** Has results written into tables: of its schema in Weir's database, and of a database of its own. */
    GLOBEX,

    /** Has an audience beside its jobs. */
    INITECH,

    /** Has few credits, is given some when they are used up, and may spend so much a day. */
    SPARSE;

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it has credits for all that it wants. */
    public boolean isAmple() {
        return this != SPARSE;
    }
}
