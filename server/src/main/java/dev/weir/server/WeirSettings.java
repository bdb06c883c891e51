package dev.weir.server;

import dev.weir.server.callbacks.CallbackSettings;
import dev.weir.server.conductor.ConductorSettings;
import dev.weir.server.egress.EgressSettings;
import dev.weir.server.enrichment.EnrichmentSettings;
import dev.weir.server.enrichment.Traces;
import dev.weir.server.webhooks.WebhookSettings;

/** What can be set about an engine. @param traces who is told of what it runs */
public record WeirSettings(
        EgressSettings egress,
        EnrichmentSettings enrichment,
        ConductorSettings conductor,
        WebhookSettings webhooks,
        CallbackSettings callbacks,
        Traces traces) {

    /** For the program of that version. It delivers no webhooks: that is for servers, which stay. */
    public static WeirSettings defaults(String version) {
        return new WeirSettings(
                EgressSettings.defaults(version),
                EnrichmentSettings.DEFAULT,
                ConductorSettings.DEFAULT,
                WebhookSettings.DEFAULT.delivering(false),
                CallbackSettings.DEFAULT,
                Traces.NONE);
    }

    public WeirSettings with(EgressSettings other) {
        return new WeirSettings(other, enrichment, conductor, webhooks, callbacks, traces);
    }

    public WeirSettings with(EnrichmentSettings other) {
        return new WeirSettings(egress, other, conductor, webhooks, callbacks, traces);
    }

    public WeirSettings with(ConductorSettings other) {
        return new WeirSettings(egress, enrichment, other, webhooks, callbacks, traces);
    }

    public WeirSettings with(WebhookSettings other) {
        return new WeirSettings(egress, enrichment, conductor, other, callbacks, traces);
    }

    public WeirSettings with(Traces other) {
        return new WeirSettings(egress, enrichment, conductor, webhooks, callbacks, other);
    }

    public WeirSettings with(CallbackSettings other) {
        return new WeirSettings(egress, enrichment, conductor, webhooks, other, traces);
    }
}
