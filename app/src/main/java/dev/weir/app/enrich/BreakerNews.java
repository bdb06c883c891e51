package dev.weir.app.enrich;

import dev.weir.server.RunningWeir;
import dev.weir.server.egress.CredentialState;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Tells when a provider is left alone because its calls fail, and when it is asked again. */
final class BreakerNews {

    private final RunningWeir running;
    private final long workspaceId;
    private final Consumer<String> say;
    private final Set<String> leftAlone = new HashSet<>();

    BreakerNews(RunningWeir running, long workspaceId, Consumer<String> say) {
        this.running = running;
        this.workspaceId = workspaceId;
        this.say = say;
    }

    void look() {
        for (CredentialState state : running.egress().state()) {
            if (state.key().workspaceId() != workspaceId) {
                continue;
            }
            String provider = state.key().provider();
            boolean failing = switch (state.phase()) {
                case OPEN, PROBING -> true;
                case CLOSED, KEY_REJECTED, OUT_OF_CREDITS -> false;
            };
            if (failing && leftAlone.add(provider)) {
                say.accept(
                        "! " + provider + " keeps failing and is left alone for now; rows wait for it up to 2 minutes,"
                                + " then the next provider is asked.");
            } else if (!failing && leftAlone.remove(provider) && state.phase() == CredentialState.Phase.CLOSED) {
                say.accept("! " + provider + " answers again.");
            }
        }
    }
}
