/**
 * What Temporal runs and replays: a job's workflow, and the activities it asks for. Ids and states alone pass here.
 *
 * <p>Its code is deterministic: no clock but the workflow's, no random number, no thread, no database. What a released
 * version has recorded must replay; a change that decides anything differently goes behind {@code Workflow.getVersion}.
 */
@NullMarked
package dev.weir.temporal.workflow;

import org.jspecify.annotations.NullMarked;
