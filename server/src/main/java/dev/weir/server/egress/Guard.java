package dev.weir.server.egress;

import dev.weir.server.egress.EgressSettings.Reach;
import dev.weir.server.egress.EgressSettings.Target;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which addresses may be called, by the rules of invariants.md 3.3: first by how they are written, then for every
 * address a name resolves to, and once more for the one that is connected to. Refusals are sentences for people; null
 * means yes.
 */
final class Guard {

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    private static final Pattern LABELS =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");
    private static final Pattern QUAD = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    /** Mail, name and web servers listen below, which might take what is sent them for something else. */
    private static final int FIRST_ORDINARY_PORT = 1024;

    private static final long OWN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Reach reach;
    private final NameService names;
    private final Ticker ticker;
    private volatile @Nullable Own own;

    Guard(Reach reach, NameService names, Ticker ticker) {
        this.reach = reach;
        this.names = names;
        this.ticker = ticker;
    }

    /** Turns names into addresses. */
    interface NameService {

        NameService SYSTEM = host -> List.of(InetAddress.getAllByName(host));

        /** All addresses of that name or literal. */
        List<InetAddress> resolve(String host) throws UnknownHostException;
    }

    /** An address may not be called. */
    static final class Refused extends Exception {
        Refused(String sentence) {
            super(sentence, null, false, false);
        }
    }

    private record Own(Set<InetAddress> addresses, long atNanos) {}

    /** Judges how a base address is written. */
    @Nullable
    String refusal(URI base) {
        String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
        String host = base.getHost() == null ? null : base.getHost().toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https");
        if (!secure && !scheme.equals("http")) {
            return "only https addresses are called, not '" + scheme + "'";
        }
        if (host == null) {
            return "the address names no host that can be read one way only";
        }
        if (base.getRawUserInfo() != null) {
            return "an address with a user or password in it is not called";
        }
        if (base.getRawFragment() != null || base.getRawQuery() != null) {
            return "a base address has no query and no fragment";
        }
        int usual = secure ? 443 : 80;
        int port = base.getPort() == -1 ? usual : base.getPort();
        if (isAllowed(host, port)) {
            return null;
        }
        if (reach.onlyAllowed()) {
            return host + ":" + port + " is not among the addresses that may be called";
        }
        if (!secure && !reach.http()) {
            return "only https addresses are called, not http";
        }
        if (port != usual && !reach.ports().contains(port)) {
            return "port " + port + " is not among those that may be called";
        }
        return isCanonical(host) ? null : "'" + host + "' is not a host name or address in its usual form";
    }

    /** Judges how a host and a port are written that no scheme goes with. */
    @Nullable
    String refusal(String host, int port) {
        String lower = host.toLowerCase(Locale.ROOT);
        if (isAllowed(lower, port)) {
            return null;
        }
        if (reach.onlyAllowed()) {
            return host + ":" + port + " is not among the addresses that may be called";
        }
        if (port < FIRST_ORDINARY_PORT && !reach.ports().contains(port)) {
            return "port " + port + " is not among those that may be called";
        }
        return isCanonical(lower) ? null : "'" + host + "' is not a host name or address in its usual form";
    }

    /** Judges how an address is written and what it resolves to now. Blocks while the name is resolved. */
    @Nullable
    String refusalNow(URI base) {
        String refusal = refusal(base);
        if (refusal != null) {
            return refusal;
        }
        try {
            resolve(
                    base.getHost(),
                    base.getPort() == -1 ? ("https".equals(base.getScheme()) ? 443 : 80) : base.getPort());
            return null;
        } catch (UnknownHostException unknown) {
            return "the name " + base.getHost() + " is not known";
        } catch (Refused refused) {
            return refused.getMessage();
        }
    }

    /** All addresses of that host, each judged; one forbidden address refuses all. */
    List<InetAddress> resolve(String host, int port) throws UnknownHostException, Refused {
        List<InetAddress> addresses = names.resolve(bare(host));
        for (InetAddress address : addresses) {
            String refusal = refusal(host, port, address);
            if (refusal != null) {
                throw new Refused(refusal);
            }
        }
        if (addresses.isEmpty()) {
            throw new UnknownHostException(host);
        }
        return addresses;
    }

    /** Judges one address to connect to. */
    @Nullable
    String refusal(String host, int port, InetAddress address) {
        if (isAllowed(host.toLowerCase(Locale.ROOT), port)) {
            return null;
        }
        if (reach.onlyAllowed()) {
            return host + ":" + port + " is not among the addresses that may be called";
        }
        for (Cidr block : Cidr.FORBIDDEN) {
            if (block.contains(address)) {
                return notPublic(host, address, block.text());
            }
        }
        return own().contains(address) ? notPublic(host, address, "this machine") : null;
    }

    // Which address that is stays in the log: whoever may name a host would else learn where names lead inside.
    private static String notPublic(String host, InetAddress address, String why) {
        LOG.debug("{} leads to {} ({})", host, address.getHostAddress(), why);
        boolean literal = host.contains(":") || QUAD.matcher(host).matches();
        return literal ? host + " is not a public address" : host + " leads to an address that is not public";
    }

    private boolean isAllowed(String host, int port) {
        return !reach.allowed().isEmpty() && reach.allowed().contains(new Target(host, port));
    }

    private static boolean isCanonical(String host) {
        if (host.startsWith("[")) {
            return !host.contains("%");
        }
        if (!LABELS.matcher(host).matches()) {
            return false;
        }
        String last = host.substring(host.lastIndexOf('.') + 1);
        if (!NUMBER.matcher(last).matches()) {
            return true;
        }
        return QUAD.matcher(host).matches()
                && List.of(host.split("\\.", -1)).stream().allMatch(part -> Integer.parseInt(part) <= 255);
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** This machine's own addresses; they may change, so they are read again after some seconds. */
    private Set<InetAddress> own() {
        Own known = own;
        if (known == null || ticker.nanos() - known.atNanos > OWN_NANOS) {
            known = new Own(readOwn(), ticker.nanos());
            own = known;
        }
        return known.addresses;
    }

    private static Set<InetAddress> readOwn() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(Guard::unscoped)
                    .collect(Collectors.toSet());
        } catch (SocketException unreadable) {
            throw new IllegalStateException("this machine's own addresses cannot be read", unreadable); // fail closed
        }
    }

    private static InetAddress unscoped(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
