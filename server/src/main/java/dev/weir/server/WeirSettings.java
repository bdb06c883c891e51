package dev.weir.server;

import dev.weir.server.conductor.ConductorSettings;
import dev.weir.server.egress.EgressSettings;
import dev.weir.server.enrichment.EnrichmentSettings;

/** What can be set about an engine. */
public record WeirSettings(EgressSettings egress, EnrichmentSettings enrichment, ConductorSettings conductor) {

    /** For the program of that version. */
    public static WeirSettings defaults(String version) {
        return new WeirSettings(
                EgressSettings.defaults(version), EnrichmentSettings.DEFAULT, ConductorSettings.DEFAULT);
    }

    public WeirSettings with(EgressSettings other) {
        return new WeirSettings(other, enrichment, conductor);
    }

    public WeirSettings with(EnrichmentSettings other) {
        return new WeirSettings(egress, other, conductor);
    }

    public WeirSettings with(ConductorSettings other) {
        return new WeirSettings(egress, enrichment, other);
    }
}
