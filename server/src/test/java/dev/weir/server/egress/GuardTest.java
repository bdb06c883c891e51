package dev.weir.server.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.egress.EgressSettings.Reach;
import dev.weir.server.egress.EgressSettings.Target;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {

    private final Guard guard = guard(Reach.PUBLIC, "93.184.216.34");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.7",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::a00:1",
                "100::1",
                "2001:0:7f00:1::",
                "2001:db8::1",
                "2002:7f00:1::",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void addressesThatAreNotPublicAreRefused(String literal) {
        assertThat(guard.refusal("vendor.example", 443, InetAddress.ofLiteral(literal)))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.1",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "::ffff:8.8.8.8",
                "2001:200::1",
                "2606:4700:4700::1111",
                "2a00:1450:4001::1",
                "fbff::1"
            })
    void publicAddressesPass(String literal) {
        assertThat(guard.refusal("vendor.example", 443, InetAddress.ofLiteral(literal)))
                .isNull();
    }

    @Test
    void thisMachinesOwnAddressesAreRefused() throws Exception {
        for (InetAddress own : NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .toList()) {
            assertThat(guard.refusal("vendor.example", 443, own)).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.hunter.io",
                "ftp://api.hunter.io",
                "file:///etc/passwd",
                "https:///v2",
                "https://user@api.hunter.io",
                "https://good.com;@evil.com",
                "http://evil.com%2f@good.com/",
                "https://api.hunter.io#x",
                "https://api.hunter.io/v2?x=1",
                "https://api.hunter.io:22",
                "https://api.hunter.io:80",
                "https://api.hunter.io.",
                "https://a_b.example.com/",
                "https://0x7f.1/",
                "https://0x7f000001/",
                "https://127.1/",
                "https://2130706433/",
                "https://0/",
                "https://0177.0.0.1/",
                "https://1.2.3.04/",
                "https://1.2.3.999/",
                "https://[fe80::1%25eth0]/",
                "https://-bad.example"
            })
    void addressesWrittenInOddWaysAreRefused(String base) {
        assertThat(guard.refusal(URI.create(base))).isNotNull();
    }

    @Test
    void addressesThatUriItselfRefusesNeverGetThatFar() {
        assertThatThrownBy(() -> URI.create("http://x@y:80@z w/")).isInstanceOf(IllegalArgumentException.class);
        assertThat(guard.refusal(URI.create("http://x@y:80@z/"))).isNotNull();
        assertThat(guard.refusal(URI.create("https://bücher.example"))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.hunter.io/v2",
                "https://API.hunter.io",
                "https://api.apollo.io:443/api/v1",
                "https://xn--bcher-kva.example",
                "https://1.1.1.1",
                "https://[2606:4700:4700::1111]/v1",
                "https://localhost.example"
            })
    void usualAddressesPass(String base) {
        assertThat(guard.refusalNow(URI.create(base))).isNull();
    }

    @Test
    void oneForbiddenAddressAmongManyRefusesAll() {
        Guard mixed = guard(Reach.PUBLIC, "93.184.216.34", "10.0.0.1");
        assertThatThrownBy(() -> mixed.resolve("vendor.example", 443)).isInstanceOf(Guard.Refused.class);
        assertThat(mixed.refusalNow(URI.create("https://vendor.example"))).isNotNull();
    }

    @Test
    void whereANameLeadsInsideIsNotTold() throws Exception {
        String own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .map(address -> address.getHostAddress().replaceFirst("%.*", ""))
                .findFirst()
                .orElse("127.0.0.1");
        for (String inside : List.of("10.0.0.1", "169.254.169.254", "fd00:ec2::254", "127.0.0.1", own)) {
            assertThat(guard(Reach.PUBLIC, inside).refusalNow(URI.create("https://vendor.example")))
                    .isEqualTo("vendor.example leads to an address that is not public");
        }
        assertThat(guard(Reach.PUBLIC, "10.0.0.1").refusalNow(URI.create("https://10.0.0.1")))
                .isEqualTo("10.0.0.1 is not a public address");
    }

    @Test
    void anAllowedTargetIsExactHostAndPort() {
        Guard sandbox = guard(Reach.only(new Target("127.0.0.1", 8099)), "127.0.0.1");
        assertThat(sandbox.refusalNow(URI.create("http://127.0.0.1:8099/hunter")))
                .isNull();
        for (String other : List.of(
                "http://127.0.0.1:8098", "http://127.0.0.2:8099", "http://localhost:8099", "https://api.hunter.io")) {
            assertThat(sandbox.refusalNow(URI.create(other))).as(other).isNotNull();
        }
        assertThat(sandbox.refusal("api.hunter.io", 443, InetAddress.ofLiteral("1.1.1.1")))
                .isNotNull();
    }

    @Test
    void besideAnAllowedTargetTheRulesStayAsTheyAre() {
        Guard both =
                guard(new Reach(Set.of(new Target("10.1.2.3", 8080)), false, false, Set.of(8443)), "93.184.216.34");
        assertThat(both.refusal(URI.create("http://10.1.2.3:8080"))).isNull();
        assertThat(both.refusal(URI.create("https://api.hunter.io:8443"))).isNull();
        assertThat(both.refusal("10.1.2.3", 443, InetAddress.ofLiteral("10.1.2.3")))
                .isNotNull();
        assertThat(both.refusal(URI.create("http://api.hunter.io"))).isNotNull();
    }

    private static Guard guard(Reach reach, String... answers) {
        List<InetAddress> addresses =
                Arrays.stream(answers).map(InetAddress::ofLiteral).toList();
        return new Guard(reach, host -> addresses, new ManualTicker());
    }
}
