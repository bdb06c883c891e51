package dev.weir.app.serving;

import dev.weir.server.callbacks.CallbackSettings;
import dev.weir.server.problem.Problem;
import dev.weir.server.rest.RestSettings;
import dev.weir.server.storage.StorageSettings;
import java.time.Duration;
import java.util.Map;

/** How much a server takes, from the environment: the usual limits where it says nothing. */
final class RequestLimits {

    static final String REQUESTS = "WEIR_REQUESTS_PER_MINUTE";
    static final String BAD_KEYS = "WEIR_BAD_KEYS_PER_MINUTE";
    static final String BODY = "WEIR_MAX_BODY_BYTES";
    static final String CONNECTIONS = "WEIR_MAX_CONNECTIONS";
    static final String CALLBACK = "WEIR_CALLBACK_BYTES";
    static final String RESULT_HOURS = "WEIR_RESULT_HOURS";

    private RequestLimits() {}

    /** @throws Problem when one of them is no whole number of at least 1, or beyond all use */
    static RestSettings.Limits of(Map<String, String> environment) {
        RestSettings.Limits usual = RestSettings.Limits.DEFAULT;
        return new RestSettings.Limits(
                number(environment, REQUESTS, usual.requestsPerMinute()),
                number(environment, BAD_KEYS, usual.badKeysPerMinute()),
                number(environment, BODY, Math.toIntExact(usual.bodyBytes())),
                usual.patience(),
                number(environment, CONNECTIONS, usual.connections()));
    }

    /** How much is taken of what comes in from vendors and workers. @throws Problem as {@link #of} does */
    static CallbackSettings callbacks(Map<String, String> environment) {
        CallbackSettings usual = CallbackSettings.DEFAULT;
        return usual.withBodyBytes(number(environment, CALLBACK, usual.bodyBytes()));
    }

    /** How long results are tried whose tables fail. @throws Problem as {@link #of} does */
    static StorageSettings results(Map<String, String> environment) {
        StorageSettings usual = StorageSettings.DEFAULT;
        return usual.withGiveUp(Duration.ofHours(
                number(environment, RESULT_HOURS, Math.toIntExact(usual.giveUp().toHours()))));
    }

    private static int number(Map<String, String> environment, String name, int usual) {
        String said = environment.getOrDefault(name, "");
        if (said.isBlank()) {
            return usual;
        }
        try {
            int number = Integer.parseInt(said.strip());
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for numbers that are none of those wanted.
        }
        throw Problem.invalid(
                "bad_setting", name + " is '" + said + "'. Write a whole number, 1 to " + Integer.MAX_VALUE + ".");
    }
}
