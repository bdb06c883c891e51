package dev.weir.bench;

import dev.weir.provider.Pace;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.WeirSettings;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.EgressSettings;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.enrichment.AccessBook;
import dev.weir.server.rest.RestServer;
import dev.weir.server.rest.RestSettings;

/**
 * A node as {@code weir serve} is one, but for the command line: every room is at work in it. It ends when its parent does.
 *
 * <p>Reads a database and a {@link NodeWish}, and writes where its API listens, or a dash. After one more line has come in it
 * ends, and writes the most KiB it ever weighed.
 */
final class NodeProgram {

    static final String LISTENS = "listens: ";
    static final String WEIGHED = "weighed: ";

    /** A bench sends in a second what a customer sends in minutes. */
    private static final RestSettings.Limits MANY =
            new RestSettings.Limits(100_000_000, 100_000_000, RestSettings.Limits.DEFAULT.bodyBytes());

    private NodeProgram() {}

    public static void main(String[] args) throws Exception {
        Parent parent = new Parent();
        BenchDatabase database = parent.database();
        NodeWish wish = NodeWish.read(parent);
        BenchVendor vendor =
                wish.played() == null ? BenchVendor.INSTANT : BenchVendor.played(wish.played(), wish.concurrency());
        try (Weir weir = BenchJob.weir(database, vendor, new LateBenchProvider());
                RunningWeir running = weir.start(
                        wish.home(), access(vendor, wish), settings(vendor, wish), _ -> {}, Failpoint.NONE)) {
            if (wish.api()) {
                try (RestServer server =
                        RestServer.start(RestSettings.local("bench").with(MANY), weir, running)) {
                    System.out.println(LISTENS + server.base());
                    parent.line();
                }
            } else {
                System.out.println(LISTENS + "-");
                parent.line();
            }
            System.out.println(WEIGHED + Proc.peakRssKiB());
        }
    }

    private static AccessBook access(BenchVendor vendor, NodeWish wish) {
        AccessBook usual = vendor.access();
        if (wish.perSecond() == 0) {
            return usual;
        }
        Pace pace = new Pace(wish.perSecond(), 0, wish.concurrency());
        return (workspaceId, slug) -> usual.find(workspaceId, slug)
                .map(access -> new Access(access.key(), access.base(), access.secrets(), pace));
    }

    private static WeirSettings settings(BenchVendor vendor, NodeWish wish) {
        WeirSettings usual = vendor.settings();
        if (wish.receivers().isEmpty()) {
            return usual.with(usual.webhooks().delivering(true));
        }
        EgressSettings.Reach reach = EgressSettings.Reach.only(wish.receivers().toArray(EgressSettings.Target[]::new));
        return usual.with(usual.webhooks().delivering(true).with(reach));
    }
}
