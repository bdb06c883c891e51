package dev.weir.acceptance.chaos.load;

import java.util.List;
import java.util.Locale;

/** What rows go through. */
public enum Work {

    /** Three waterfalls of vendors that answer at once, and what is computed of what they say. */
    PROFILE("title", "industry", "contact", "mailbox", "icp"),

    /** An e-mail that counts when another vendor says so. */
    VERIFIED("address"),

    /** A list of fields, without a blueprint. */
    FIELDS(),

    /** A vendor that calls back, for many rows at once. */
    LATER("reach", "mailbox"),

    /** A function that calls back, for each row. */
    FUNCTION("research"),

    /** An event is awaited between two steps. */
    REVIEW("industry", "reviewed", "owner"),

    /** Two steps whose results go into tables, one of each database; {@link Tenant#GLOBEX} alone has it. */
    STORED("sector", "staff"),

    /** Begins with the vendor that is taken down now and then, whom nothing else asks. */
    BRITTLE("guess"),

    /** Begins with a vendor of whom some answers come when nobody waits for them any more. */
    TARDY("study", "title");

    @SuppressWarnings("ImmutableEnumChecker") // of texts, and never changed
    private final List<String> steps;

    Work(String... steps) {
        this.steps = List.of(steps);
    }

    /** Of its blueprint, in their order; empty for a list of fields. */
    public List<String> steps() {
        return steps;
    }

    /** Its blueprint's name. */
    String slug() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether what comes of a row follows from the row alone, when everything has ended and whatever happened meanwhile. */
    boolean isCertain() {
        return this != BRITTLE && this != TARDY;
    }

    /** Whether some of its answers come later, so that a lost submission is only handed over again by jobs that say so. */
    public boolean answersLater() {
        return this == LATER || this == FUNCTION || this == TARDY;
    }
}
