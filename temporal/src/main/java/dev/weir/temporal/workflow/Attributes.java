package dev.weir.temporal.workflow;

import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;

/** By what workflows are found in Temporal, where its namespace has these attributes. */
public final class Attributes {

    public static final SearchAttributeKey<Long> WORKSPACE = SearchAttributeKey.forLong("WeirWorkspace");
    public static final SearchAttributeKey<Long> JOB = SearchAttributeKey.forLong("WeirJob");
    /** {@code running}, {@code paused}, {@code ended}. */
    public static final SearchAttributeKey<String> STATUS = SearchAttributeKey.forKeyword("WeirStatus");

    private Attributes() {}

    /** Of a workflow that begins. */
    public static SearchAttributes of(JobInput input) {
        return SearchAttributes.newBuilder()
                .set(WORKSPACE, input.workspaceId())
                .set(JOB, input.job().jobId())
                .set(STATUS, status(JobView.Standing.RUNNING))
                .build();
    }

    static String status(JobView.Standing standing) {
        return switch (standing) {
            case RUNNING -> "running";
            case PAUSED -> "paused";
            case ENDED -> "ended";
        };
    }
}
