package dev.weir.server.egress;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/** A block of addresses. */
record Cidr(String text, InetAddress network, int prefix) {

    /**
     * What is not the public Internet, or hides another address inside (invariants.md 3.3). Mapped addresses
     * ({@code ::ffff:0:0/96}) are IPv4 to Java, and judged as such.
     */
    static final List<Cidr> FORBIDDEN = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "255.255.255.255/32",
                    "::/96",
                    "::1/128",
                    "64:ff9b::/96",
                    "64:ff9b:1::/48",
                    "100::/64",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "fc00::/7",
                    "fe80::/10",
                    "fec0::/10",
                    "ff00::/8")
            .map(Cidr::parse)
            .toList();

    /** @throws IllegalArgumentException unless it is a literal address, a slash and a length that fits */
    static Cidr parse(String text) {
        int slash = text.indexOf('/');
        InetAddress network = InetAddress.ofLiteral(text.substring(0, slash));
        int prefix = Integer.parseInt(text.substring(slash + 1));
        if (prefix < 0 || prefix > network.getAddress().length * 8) {
            throw new IllegalArgumentException(text);
        }
        return new Cidr(text, network, prefix);
    }

    boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        int whole = prefix / 8;
        for (int i = 0; i < whole; i++) {
            if (mine[i] != other[i]) {
                return false;
            }
        }
        int rest = prefix % 8;
        return rest == 0 || sameBits(mine[whole], other[whole], rest);
    }

    private static boolean sameBits(byte one, byte other, int bits) {
        int mask = 0xff << (8 - bits) & 0xff;
        return (one & mask) == (other & mask);
    }
}
