package dev.weir.server;

import dev.weir.server.conductor.ConductorSettings;
import dev.weir.server.egress.EgressSettings;
import dev.weir.server.enrichment.EnrichmentSettings;
import dev.weir.server.webhooks.WebhookSettings;

/** What can be set about an engine. */
public record WeirSettings(
        EgressSettings egress, EnrichmentSettings enrichment, ConductorSettings conductor, WebhookSettings webhooks) {

    /** For the program of that version. It delivers no webhooks: that is for servers, which stay. */
    public static WeirSettings defaults(String version) {
        return new WeirSettings(
                EgressSettings.defaults(version),
                EnrichmentSettings.DEFAULT,
                ConductorSettings.DEFAULT,
                WebhookSettings.DEFAULT.delivering(false));
    }

    public WeirSettings with(EgressSettings other) {
        return new WeirSettings(other, enrichment, conductor, webhooks);
    }

    public WeirSettings with(EnrichmentSettings other) {
        return new WeirSettings(egress, other, conductor, webhooks);
    }

    public WeirSettings with(ConductorSettings other) {
        return new WeirSettings(egress, enrichment, other, webhooks);
    }

    public WeirSettings with(WebhookSettings other) {
        return new WeirSettings(egress, enrichment, conductor, other);
    }
}
