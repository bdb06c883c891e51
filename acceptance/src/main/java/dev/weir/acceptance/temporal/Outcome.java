package dev.weir.acceptance.temporal;

import dev.weir.acceptance.Served;
import dev.weir.acceptance.Showing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * How the jobs of an installation ended, and what the vendors charged for them.
 *
 * @param known what of that our own records are sure of, and what they say may have been charged beside
 * @param verified what {@code weir verify} said; empty when it found nothing wrong
 */
record Outcome(List<Ended> jobs, Charges charges, Known known, String verified) {

    private static final long MILLI = 1_000;

    private static final String KNOWN = """
            SELECT (SELECT coalesce(sum(vendor_certain), 0) FROM weir.enrichment_record),
                   (SELECT coalesce(sum(vendor_possible), 0) FROM weir.enrichment_record)
                   + (SELECT coalesce(sum(amount + possible), 0) FROM weir.intent)
            """;

    /** In 1/1000 credit. */
    record Known(long certain, long possible) {}

    /** How one of them stands. Credits are in 1/1000. */
    record Ended(
            String path,
            String status,
            String phase,
            long total,
            long completed,
            long failed,
            long inDoubt,
            long spent) {

        static Ended of(Served server, String path) throws IOException, InterruptedException {
            JsonNode job = server.job(path);
            return new Ended(
                    path,
                    job.path("status").asString(),
                    job.path("phase").asString(),
                    job.path("totalRecords").asLong(),
                    job.path("completedRecords").asLong(),
                    job.path("failedRecords").asLong(),
                    job.path("inDoubtRecords").asLong(),
                    Math.round(job.path("spentCredits").asDouble() * MILLI));
        }
    }

    Outcome {
        jobs = List.copyOf(jobs);
    }

    /** Looks at all jobs, ends the installation's processes, and has its books looked at. */
    static Outcome of(Site site, Served server, List<String> jobs) throws IOException, InterruptedException {
        List<Ended> ended = new ArrayList<>();
        for (String job : jobs) {
            ended.add(Ended.of(server, job));
        }
        Charges charges = site.charges();
        Known known = site.sql()
                .sql(KNOWN)
                .query((row, _) -> new Known(row.getLong(1), row.getLong(2)))
                .single();
        site.end();
        return new Outcome(ended, charges, known, site.verified());
    }

    long inDoubt() {
        return jobs.stream().mapToLong(Ended::inDoubt).sum();
    }

    /** A line for each job, and what was paid. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Ended job : jobs) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-24s %-20s %,8d rows: %,8d completed, %,8d failed, %,6d in doubt; %,12.3f credits",
                    job.path(),
                    job.status(),
                    job.total(),
                    job.completed(),
                    job.failed(),
                    job.inDoubt(),
                    job.spent() / (double) MILLI));
        }
        lines.add(String.format(
                Locale.ROOT,
                "  vendors charged %,.3f credits in %,d calls, of which %,.3f are certain by our records and %,.3f more possible;"
                        + " asked again %,d, charged again %,d",
                charges.milli() / (double) MILLI,
                charges.calls(),
                known.certain() / (double) MILLI,
                known.possible() / (double) MILLI,
                charges.askedAgain(),
                charges.chargedAgain()));
        return lines;
    }

    /** Says what does not fit. @param calm whether nobody died, so that nobody could have been asked twice or in doubt */
    void check(boolean calm, Showing showing) {
        for (Ended job : jobs) {
            showing.mustHold(job.phase().equals("closed"), job.path() + " has closed; it is " + job.phase());
            showing.mustHold(
                    job.completed() + job.failed() == job.total() && job.completed() > 0,
                    job.path() + ": every row is final and some are completed; it is " + job);
            showing.mustHold(
                    job.status().equals("partially_completed") || job.status().equals("completed"),
                    job.path() + " is completed; it is " + job.status());
        }
        checkBooks(calm, showing);
    }

    /** The same of the money alone, however the jobs ended. */
    void checkBooks(boolean calm, Showing showing) {
        showing.mustHold(
                charges.chargedAgain() == 0, "nothing is charged twice; it is " + charges.chargedAgain() + " times");
        showing.mustHold(
                known.certain() <= charges.milli() && charges.milli() <= known.certain() + known.possible(),
                "the vendors charged what we are certain of, " + known.certain() + ", and at most the possible "
                        + known.possible() + " more; it is " + charges.milli());
        if (calm) {
            showing.mustHold(inDoubt() == 0, "nothing is in doubt; it is " + inDoubt());
            showing.mustHold(
                    charges.askedAgain() == 0, "nobody is asked twice; it is " + charges.askedAgain() + " times");
        }
        showing.mustHold(verified.isEmpty(), "weir verify finds nothing; it says " + verified);
    }
}
