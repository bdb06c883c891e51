package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.Waiting;
import dev.weir.acceptance.chaos.Installation;
import dev.weir.acceptance.chaos.inside.Provocation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;

/** Some vendors are out of order for a while, in one way. */
final class VendorsFail implements Fault {

    private static final Duration LEAST = Duration.ofSeconds(5);
    private static final Duration MOST = Duration.ofSeconds(30);

    /** For somebody to ask a vendor that fails, and to stay away. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration LOOK = Duration.ofMillis(500);

    /** In which way. */
    enum Way {
        /** They answer nothing but errors, so that we stop asking. */
        DOWN("vendor down", """
                {"outage": {"on": true, "kind": "SERVER_ERROR"}}""", "OPEN", "PROBING"),
        /** Answers get lost behind the work, and nobody knows whether it was done. */
        LEAKING("vendor's answers lost", """
                {"faults": [{"kind": "RESET_BEFORE_FIRST_BYTE", "rate": 0.1}, {"kind": "RESET_AFTER_FIRST_BYTE", "rate": 0.1},
                            {"kind": "TRUNCATED", "rate": 0.1}, {"kind": "TIMEOUT", "rate": 0.02}]}"""),
        /** Half of the answers to submissions get lost behind the work, and nobody knows whether they were taken. */
        UNHEARD("vendor's answers to submissions lost", """
                {"faults": [{"kind": "RESET_BEFORE_FIRST_BYTE", "rate": 0.3}, {"kind": "TRUNCATED", "rate": 0.2}]}"""),
        /** Our credits there are used up. */
        POOR("vendor's credits out", """
                {"credits": 0}""", "OUT_OF_CREDITS");

        private final String text;
        private final String settings;

        /** Of a breaker behind which we stay away for it; none where we ask on. */
        @SuppressWarnings("ImmutableEnumChecker") // of texts, and never changed
        private final List<String> phases;

        Way(String text, String settings, String... phases) {
            this.text = text;
            this.settings = settings;
            this.phases = List.of(phases);
        }
    }

    private final Way way;
    private final List<String> slugs;
    private final String usual;
    private final Installation site;
    private final Ending ending;

    VendorsFail(Way way, List<String> slugs, String usual, Installation site, Ending ending) {
        this.way = way;
        this.slugs = List.copyOf(slugs);
        this.usual = usual;
        this.site = site;
        this.ending = ending;
    }

    @Override
    public String name() {
        return way.text;
    }

    @Override
    public Duration bound() {
        return PATIENCE.plus(MOST).plusSeconds(20);
    }

    @Override
    public Set<Provocation> provokes() {
        return switch (way) {
            case LEAKING -> Set.of(Provocation.ANSWER_LOST);
            case UNHEARD -> Set.of(Provocation.SUBMISSION_LOST);
            case DOWN, POOR -> Set.of();
        };
    }

    @Override
    public String strike(SplittableRandom random) throws IOException, InterruptedException {
        try {
            site.vendors(slugs.stream()
                    .map(slug -> "\"" + slug + "\": " + way.settings)
                    .collect(Collectors.joining(", ", "{", "}")));
            boolean _ = Waiting.until(() -> way.phases.isEmpty() || isFelt() || ending.hasCome(), LOOK, PATIENCE);
            ending.pause(Draw.between(random, LEAST, MOST));
        } finally {
            site.vendors(usual);
        }
        return String.join(", ", slugs);
    }

    /** Whether a breaker says so. */
    private boolean isFelt() {
        try {
            return site.database()
                    .sql()
                    .sql("SELECT EXISTS (SELECT FROM weir.breaker WHERE provider IN (:slugs) AND phase IN (:phases))")
                    .param("slugs", slugs)
                    .param("phases", way.phases)
                    .query(Boolean.class)
                    .single();
        } catch (DataAccessException away) {
            return false; // Another fault has the database.
        }
    }
}
