/** The workflow of a job, tried alone: activities, jobs and runs are on paper. */
@NullMarked
package dev.weir.temporal.workflow;

import org.jspecify.annotations.NullMarked;
