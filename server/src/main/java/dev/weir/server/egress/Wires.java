package dev.weir.server.egress;

import java.net.URI;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The clients of a door: one that reaches what may be called, and one for each sandbox, which reaches that sandbox and
 * nothing else. So no address of a real vendor, however it resolves, leads to a sandbox, nor the other way about.
 */
final class Wires implements AutoCloseable {

    private final EgressSettings settings;
    private final Ticker ticker;
    private final Wire usual;
    private final ConcurrentMap<EgressSettings.Target, Wire> played = new ConcurrentHashMap<>();

    Wires(Guard guard, EgressSettings settings, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
        this.usual = new Wire(guard, settings);
    }

    Wire to(Access access) {
        return access.played() ? played.computeIfAbsent(target(access.base()), this::only) : usual;
    }

    private Wire only(EgressSettings.Target target) {
        EgressSettings.Reach reach = EgressSettings.Reach.only(target);
        return new Wire(new Guard(reach, Guard.NameService.SYSTEM, ticker), settings.with(reach));
    }

    private static EgressSettings.Target target(URI base) {
        int usualPort = "https".equals(base.getScheme()) ? 443 : 80;
        return new EgressSettings.Target(base.getHost(), base.getPort() == -1 ? usualPort : base.getPort());
    }

    @Override
    public void close() {
        usual.close();
        played.values().forEach(Wire::close);
    }
}
