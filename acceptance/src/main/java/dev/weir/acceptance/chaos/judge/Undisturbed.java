package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.chaos.Installation;
import dev.weir.acceptance.chaos.load.OnDoubt;
import dev.weir.acceptance.chaos.load.Story;
import dev.weir.acceptance.chaos.load.Story.Play;
import java.util.HashMap;
import java.util.Map;

/** What a seed comes to when nobody disturbs it. */
public record Undisturbed(ResultFacts results) {

    private static final String AGAIN = ", done again";

    /** Of an installation in which all has ended. @param story of its replay */
    public static Undisturbed of(Installation site, Story story) {
        return new Undisturbed(results(site, story));
    }

    /** What can be compared of a story, as it stands in an installation. */
    static ResultFacts results(Installation site, Story story) {
        Map<String, ResultTables.Wanted> jobs = new HashMap<>();
        for (Play play : story.plays()) {
            if (play.plan().comparable()) {
                boolean ended = play.plan().onDoubt() != OnDoubt.HOLD;
                play.job().ifPresent(job -> jobs.put(play.plan().key(), new ResultTables.Wanted(job, ended)));
                play.rerun().ifPresent(job -> jobs.put(play.plan().key() + AGAIN, new ResultTables.Wanted(job, ended)));
            }
        }
        return new ResultTables(site.database().sql()).facts(jobs);
    }
}
