package dev.weir.temporal.workflow;

/**
 * Which job of which installation: two that share a namespace by mistake do not take one another's for their own.
 *
 * @param installation its id
 */
public record JobKey(String installation, long jobId) {}
