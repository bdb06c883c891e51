package dev.weir.server.enrichment;

import dev.weir.provider.OperationSpec;
import dev.weir.server.credits.CapScope;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Step;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What verifying a find needs room for.
 *
 * @param milli what it costs the customer at most, in 1/1000 credit
 * @param verifier whoever is asked first; null when nobody verifies
 */
record Promise(long milli, @Nullable OperationSpec verifier) {

    static final Promise NOTHING = new Promise(0, null);

    /** Of a place that finds; nothing for one that verifies, and where nobody does. */
    static Promise behind(Step step, int find) {
        if (step.place(find).verifies() || find + 1 >= step.places().size()) {
            return NOTHING;
        }
        Place next = step.place(find + 1);
        return next.verifies() ? new Promise(step.verificationMilli(find), next.spec()) : NOTHING;
    }

    boolean isNothing() {
        return verifier == null;
    }

    /** By what caps by day would count it. */
    Map<CapScope, Long> needs(long workspaceId) {
        Map<CapScope, Long> needs = new TreeMap<>();
        if (verifier != null) {
            String provider = verifier.id().provider();
            needs.merge(CapScope.workspace(workspaceId), milli, Long::sum);
            needs.merge(CapScope.provider(workspaceId, provider), verifier.chargeMilli(), Long::sum);
            needs.merge(new CapScope(workspaceId, provider, verifier.unit()), verifier.costMilli(), Long::sum);
        }
        return needs;
    }
}
