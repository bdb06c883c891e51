package dev.weir.acceptance.chaos.load;

import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Truth;

/**
 * How the vendors behave that the load asks. Whatever goes wrong at them heals within the tries that a step makes; only
 * answers that are lost leave a doubt, and those of {@link Work#BRITTLE} and {@link Work#TARDY} what they leave.
 */
public final class Vendors {

    /** The one that the faults take down: nothing but {@link Work#BRITTLE} asks it. */
    public static final String BRITTLE = "leadmagic";

    /** One that answers later and is paid, whose answers to submissions the faults lose. */
    public static final String LATE = "fullenrich";

    private static final String SETTINGS = """
            {"seed": %1$d,
             "hunter": {"latency": %2$s, "faults": [
                {"kind": "SERVER_ERROR", "rate": 0.03, "firstTries": 2},
                {"kind": "RESET_BEFORE_FIRST_BYTE", "rate": 0.004, "firstTries": 2},
                {"kind": "TRUNCATED", "rate": 0.004, "firstTries": 2}]},
             "prospeo": {"latency": %2$s, "faults": [
                {"kind": "SERVER_ERROR", "rate": 0.03, "firstTries": 2}]},
             "apollo": {"latency": %2$s, "faults": [
                {"kind": "SERVER_ERROR", "rate": 0.03, "firstTries": 2},
                {"kind": "RESET_BEFORE_FIRST_BYTE", "rate": 0.002, "firstTries": 1}]},
             "pdl": {"latency": %2$s, "faults": [
                {"kind": "SERVER_ERROR", "rate": 0.03, "firstTries": 2}]},
             "findymail": {"latency": %2$s, "faults": [
                {"kind": "SERVER_ERROR", "rate": 0.03, "firstTries": 2},
                {"kind": "TRUNCATED", "rate": 0.002, "firstTries": 1}]},
             "zerobounce": {"latency": %2$s},
             "leadmagic": {"latency": %2$s},
             "datagma": {"latency": %2$s},
             "fullenrich": {"latency": %2$s, "faults": [
                {"kind": "RESET_BEFORE_FIRST_BYTE", "rate": 0.01, "firstTries": 1}],
                "later": {"minMillis": %3$d, "maxMillis": %4$d, "twice": 0.08, "early": 0.05, "shuffled": 0.08,
                "forged": 0.05, "never": 0.005, "retryMillis": 1000, "retries": 3600}},
             "http-function": {"later": {"minMillis": %3$d, "maxMillis": %4$d, "twice": 0.08, "early": 0.05,
                "shuffled": 0.08, "forged": 0.05, "retryMillis": 1000, "retries": 3600}},
             "n8n": {"later": {"minMillis": 500, "maxMillis": 9000, "never": 0.05, "twice": 0.08, "early": 0.05,
                "retryMillis": 1000, "retries": 3600}}}
            """;

    private Vendors() {}

    /** They take as long as vendors do, so that hundreds of calls are under way at every death. */
    public static String lifelike(long seed) {
        return SETTINGS.formatted(seed, "{\"minMillis\": 200, \"maxMillis\": 2200}", 300, 4_000);
    }

    /** They say the same and take no time for it. */
    public static String hurried(long seed) {
        return SETTINGS.formatted(seed, "{\"minMillis\": 0, \"maxMillis\": 0}", 50, 200);
    }

    /** What they can say. */
    public static Truth truth(long seed) {
        return Truth.of(SandboxSettings.DEFAULT.changedBy(lifelike(seed)));
    }
}
