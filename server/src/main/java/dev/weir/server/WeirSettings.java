package dev.weir.server;

import dev.weir.server.callbacks.CallbackSettings;
import dev.weir.server.conductor.ConductorSettings;
import dev.weir.server.egress.EgressSettings;
import dev.weir.server.enrichment.EnrichmentSettings;
import dev.weir.server.enrichment.Traces;
import dev.weir.server.storage.StorageSettings;
import dev.weir.server.webhooks.WebhookSettings;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What can be set about an engine.
 *
 * @param traces who is told of what it runs
 * @param publicUrl where vendors reach this server, without a trailing slash; null when they do not
 */
public record WeirSettings(
        EgressSettings egress,
        EnrichmentSettings enrichment,
        ConductorSettings conductor,
        WebhookSettings webhooks,
        CallbackSettings callbacks,
        StorageSettings storage,
        Traces traces,
        @Nullable URI publicUrl) {

    /** For the program of that version. It delivers no webhooks: that is for servers, which stay. */
    public static WeirSettings defaults(String version) {
        return new WeirSettings(
                EgressSettings.defaults(version),
                EnrichmentSettings.DEFAULT,
                ConductorSettings.DEFAULT,
                WebhookSettings.DEFAULT.delivering(false),
                CallbackSettings.DEFAULT,
                StorageSettings.DEFAULT,
                Traces.NONE,
                null);
    }

    public WeirSettings with(EgressSettings other) {
        return new WeirSettings(other, enrichment, conductor, webhooks, callbacks, storage, traces, publicUrl);
    }

    public WeirSettings with(EnrichmentSettings other) {
        return new WeirSettings(egress, other, conductor, webhooks, callbacks, storage, traces, publicUrl);
    }

    public WeirSettings with(ConductorSettings other) {
        return new WeirSettings(egress, enrichment, other, webhooks, callbacks, storage, traces, publicUrl);
    }

    public WeirSettings with(WebhookSettings other) {
        return new WeirSettings(egress, enrichment, conductor, other, callbacks, storage, traces, publicUrl);
    }

    public WeirSettings with(Traces other) {
        return new WeirSettings(egress, enrichment, conductor, webhooks, callbacks, storage, other, publicUrl);
    }

    public WeirSettings with(CallbackSettings other) {
        return new WeirSettings(egress, enrichment, conductor, webhooks, other, storage, traces, publicUrl);
    }

    public WeirSettings with(StorageSettings other) {
        return new WeirSettings(egress, enrichment, conductor, webhooks, callbacks, other, traces, publicUrl);
    }

    /** Vendors reach this server there. @param other without a trailing slash; null when they do not */
    public WeirSettings withPublicUrl(@Nullable URI other) {
        return new WeirSettings(egress, enrichment, conductor, webhooks, callbacks, storage, traces, other);
    }
}
