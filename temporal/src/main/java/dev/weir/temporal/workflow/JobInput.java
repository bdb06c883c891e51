package dev.weir.temporal.workflow;

/**
 * What a job's workflow is started with; it goes on from one run of the workflow to the next.
 *
 * @param tempo as it was when the workflow began: whoever changes it leaves running workflows alone
 * @param attributes whether the namespace has {@link Attributes}
 */
public record JobInput(JobKey job, long workspaceId, Tempo tempo, boolean attributes) {

    /** The workflow's id. It makes a job's workflow one. */
    public String workflowId() {
        return workflowId(job.jobId());
    }

    public static String workflowId(long jobId) {
        return "enrichment-job-" + jobId;
    }
}
