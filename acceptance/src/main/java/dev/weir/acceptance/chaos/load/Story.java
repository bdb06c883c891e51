package dev.weir.acceptance.chaos.load;

import dev.weir.acceptance.audience.How;
import dev.weir.acceptance.audience.Word;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What was asked of an installation, and what it answered: all of it for good, since whoever was not answered asked again.
 *
 * @param plays in the order in which they were begun
 * @param deliveries to the audience, in that order
 * @param requests how many requests left, repetitions included
 * @param unanswered how many of those had no answer: a broken connection, or none in time
 * @param errors answers with 500, which nothing that is done here may lead to, in words
 */
public record Story(
        long seed, List<Play> plays, List<Delivery> deliveries, long requests, long unanswered, List<String> errors) {

    public Story {
        plays = List.copyOf(plays);
        deliveries = List.copyOf(deliveries);
        errors = List.copyOf(errors);
    }

    /**
     * What became of a plan.
     *
     * @param submissions how each submission was answered, those over several connections and later ones, too
     * @param acts all else that was asked for about it
     */
    public record Play(JobPlan plan, List<Submission> submissions, List<Act> acts) {

        public Play {
            submissions = List.copyOf(submissions);
            acts = List.copyOf(acts);
        }

        /** The job that was acknowledged first; empty when it was refused. */
        public OptionalLong job() {
            return submissions.stream()
                    .filter(Submission::isTaken)
                    .mapToLong(Submission::job)
                    .findFirst();
        }

        /** The job that does rows of it again; empty without one. */
        public OptionalLong rerun() {
            return acts.stream()
                    .filter(act -> act.kind() == Kind.RERUN && act.isTaken())
                    .mapToLong(Act::job)
                    .findFirst();
        }

        /** Whether that was acknowledged. */
        public boolean has(Kind kind) {
            return acts.stream().anyMatch(act -> act.kind() == kind && act.isTaken());
        }
    }

    /**
     * The answer to a submission.
     *
     * @param status 0 when there was none in all the time that was given
     * @param job 0 when it was refused
     * @param replayed whether it was told to be an earlier one's
     * @param problem the code of a refusal; empty for none
     */
    public record Submission(int status, long job, boolean replayed, String problem) {

        public boolean isTaken() {
            return job > 0;
        }
    }

    /** What can be asked for beside a submission. */
    public enum Kind {
        PAUSE,
        RESUME,
        CANCEL,
        SIGNAL,
        RERUN,
        /** Credits for {@link Tenant#SPARSE}. */
        GRANT,
        /** Its caps by day. */
        CAPS
    }

    /**
     * Something that was asked for.
     *
     * @param status 0 for no answer
     * @param job which it is about, or which it made
     * @param problem the code of a refusal; empty for none
     * @param answered when, by this machine's clock
     * @param inFlight of a cancel, calls that were still on their way; empty of others, and of refusals
     */
    public record Act(Kind kind, int status, long job, String problem, Instant answered, OptionalInt inFlight) {

        public boolean isTaken() {
            return status / 100 == 2;
        }
    }

    /**
     * A delivery to the audience.
     *
     * @param id by which the same is known again
     * @param word what it says
     * @param status 0 for no answer
     */
    public record Delivery(int number, How how, String id, Word word, int status) {

        /** Whether it was answered as it has to be. */
        public boolean isRight() {
            return status == how.status();
        }
    }
}
