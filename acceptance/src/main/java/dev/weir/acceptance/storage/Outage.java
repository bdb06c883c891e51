package dev.weir.acceptance.storage;

import java.time.Duration;

/**
 * What went on while the workspace's database was stopped, and after.
 *
 * @param stopped how long
 * @param made results of all steps in that time
 * @param hq results that were stored in the schema of the workspace in that time
 * @param waiting for the database when it came back
 * @param caughtUp until as many had been stored there
 */
record Outage(Duration stopped, long made, long hq, long waiting, Duration caughtUp) {}
