package dev.weir.server.webhooks;

import dev.weir.server.egress.EgressSettings.Reach;
import java.time.Duration;

/**
 * What can be set about webhooks.
 *
 * @param delivers whether this program delivers, or leaves that to others of its database
 * @param reach which addresses customers may name: https at public ones, unless it says otherwise
 * @param longRetries whether tries go on for two days, or end after the first half minute
 * @param timeout of a try, to the last byte of the answer
 * @param rotation how long the secret before the newest signs, too
 * @param poll how often is looked for what nobody told of; a server is told every second when something is due
 */
public record WebhookSettings(
        boolean delivers, Reach reach, boolean longRetries, Duration timeout, Duration rotation, Duration poll) {

    public static final WebhookSettings DEFAULT = new WebhookSettings(
            true, Reach.PUBLIC, true, Duration.ofSeconds(10), Duration.ofHours(24), Duration.ofMinutes(1));

    public WebhookSettings {
        if (!timeout.isPositive() || !rotation.isPositive() || !poll.isPositive()) {
            throw new IllegalArgumentException("times are positive");
        }
    }

    public WebhookSettings delivering(boolean other) {
        return new WebhookSettings(other, reach, longRetries, timeout, rotation, poll);
    }

    public WebhookSettings with(Reach other) {
        return new WebhookSettings(delivers, other, longRetries, timeout, rotation, poll);
    }

    public WebhookSettings withLongRetries(boolean other) {
        return new WebhookSettings(delivers, reach, other, timeout, rotation, poll);
    }

    public WebhookSettings withPoll(Duration other) {
        return new WebhookSettings(delivers, reach, longRetries, timeout, rotation, other);
    }
}
