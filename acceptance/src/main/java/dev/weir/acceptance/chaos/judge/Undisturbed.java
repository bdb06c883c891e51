package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.chaos.Installation;
import dev.weir.acceptance.chaos.load.Story;
import dev.weir.acceptance.chaos.load.Story.Play;
import dev.weir.acceptance.chaos.load.Twist;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a seed comes to when nobody disturbs it. */
public record Undisturbed(ResultFacts results) {

    private static final String AGAIN = ", done again";

    /** Of an installation in which all has ended. @param story of its replay */
    public static Undisturbed of(Installation site, Story story) {
        return new Undisturbed(results(site, story));
    }

    /** What can be compared of a story, as it stands in an installation. */
    static ResultFacts results(Installation site, Story story) {
        ResultTables tables = new ResultTables(site.database().sql());
        Map<String, Long> jobs = new HashMap<>();
        Set<String> otherRows = new HashSet<>();
        for (Play play : story.plays()) {
            if (play.plan().comparable()) {
                String key = play.plan().key();
                play.job().ifPresent(job -> {
                    jobs.put(key, job);
                    if (play.plan().twist() == Twist.RERUN_FAILED && tables.endedInDoubt(job)) {
                        otherRows.add(key + AGAIN);
                    }
                });
                play.rerun().ifPresent(job -> jobs.put(key + AGAIN, job));
            }
        }
        return tables.facts(jobs, otherRows);
    }
}
