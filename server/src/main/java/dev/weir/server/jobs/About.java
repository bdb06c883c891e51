package dev.weir.server.jobs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a job comes from and what was said of it. Nothing of it changes what is asked.
 *
 * @param keyId the API key that submitted it; null when it came from the command line
 * @param memberId the member whose key that is; null for a key of the workspace's own
 * @param requested the fields in the order in which they were wanted; empty for the plan's
 * @param metadata a JSON object, as it was given
 * @param expectedMilli what it was likely to cost when it was submitted; null where nothing was measured
 * @param p90Milli what in nine of ten such jobs is not exceeded; null where nothing was measured
 * @param rerunOf the job whose rows it does again
 * @param said digest of everything that was submitted under the fingerprint; null where the fingerprint is that digest
 */
@SuppressWarnings("ArrayRecordComponent") // a digest, compared by the table alone
public record About(
        Source source,
        @Nullable Long keyId,
        @Nullable Long memberId,
        List<String> requested,
        @Nullable String metadata,
        @Nullable Long expectedMilli,
        @Nullable Long p90Milli,
        @Nullable Long rerunOf,
        byte @Nullable [] said) {

    /** The door a job came through. */
    public enum Source {
        CLI,
        API,
        UPLOAD,
        RERUN,
        AUDIENCE
    }

    /** A job of the command line. */
    public static final About CLI = new About(Source.CLI, null, null, List.of(), null, null, null, null, null);

    /** The same, for these fields. */
    public About asking(List<String> fields) {
        return new About(source, keyId, memberId, fields, metadata, expectedMilli, p90Milli, rerunOf, said);
    }

    public About {
        requested = List.copyOf(requested);
    }
}
