package dev.weir.server.waterfall;

import java.util.UUID;

/**
 * Which version of which registered step a job's step is.
 *
 * @param workflowId names the step over all its versions
 * @param version from 1
 */
public record StepOrigin(UUID workflowId, int version) {}
