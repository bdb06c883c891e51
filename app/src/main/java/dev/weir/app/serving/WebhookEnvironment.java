package dev.weir.app.serving;

import dev.weir.app.vendors.Reachable;
import dev.weir.server.egress.EgressSettings.Reach;
import dev.weir.server.problem.Problem;
import dev.weir.server.webhooks.WebhookSettings;
import java.util.Map;
import java.util.Set;

/**
 * What the environment says of webhooks: {@code WEIR_WEBHOOK_ADDRESSES} names hosts and ports that may be called though
 * they are not public or not https, {@code WEIR_WEBHOOK_HTTP=true} lets plain http be called at public ones, and
 * {@code WEIR_WEBHOOK_LONG_RETRIES=false} gives a delivery up after its first half minute.
 */
final class WebhookEnvironment {

    static final String ADDRESSES = "WEIR_WEBHOOK_ADDRESSES";
    static final String HTTP = "WEIR_WEBHOOK_HTTP";
    static final String LONG_RETRIES = "WEIR_WEBHOOK_LONG_RETRIES";

    private WebhookEnvironment() {}

    /** @throws Problem when a variable cannot be read */
    static WebhookSettings read(Map<String, String> environment) {
        return WebhookSettings.DEFAULT
                .with(new Reach(
                        Reachable.targets(environment, ADDRESSES), false, is(environment, HTTP, false), Set.of()))
                .withLongRetries(is(environment, LONG_RETRIES, true));
    }

    private static boolean is(Map<String, String> environment, String variable, boolean usual) {
        return switch (environment.getOrDefault(variable, "").strip()) {
            case "" -> usual;
            case "true" -> true;
            case "false" -> false;
            case String other ->
                throw Problem.invalid(
                        "bad_setting", variable + " is '" + other + "'. Write true or false, or leave it out.");
        };
    }
}
