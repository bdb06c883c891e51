package dev.weir.server.egress;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * What bounds all calls out.
 *
 * @param version of the program, told in the user agent
 * @param breaker of every credential
 * @param retryBudget over all askings of one credential
 * @param maxMemoryWait no wait longer than this is spent in memory
 * @param maxThrottled after that long of nothing but throttled answers a credential is unavailable
 * @param connectTimeout for one address; the operation's deadline bounds all of them together
 * @param idleTimeout after which an unused connection is closed; short, since a call that meets a connection the vendor
 *     closes at that moment is a doubt
 * @param maxBodyBytes of an answer, both as it comes and unpacked
 * @param maxHeaderBytes of an answer's status line and headers
 * @param maxConcurrent calls in flight of this node, all credentials together
 * @param reach which addresses may be called
 */
public record EgressSettings(
        String version,
        BreakerSettings breaker,
        RetryBudget retryBudget,
        Duration maxMemoryWait,
        Duration maxThrottled,
        Duration connectTimeout,
        Duration idleTimeout,
        int maxBodyBytes,
        int maxHeaderBytes,
        int maxConcurrent,
        Reach reach) {

    public EgressSettings {
        if (maxBodyBytes < 1 || maxHeaderBytes < 1 || maxConcurrent < 1 || !maxMemoryWait.isPositive()) {
            throw new IllegalArgumentException("caps and waits are positive");
        }
    }

    /** For the program of that version: vendors on https at public addresses. */
    public static EgressSettings defaults(String version) {
        return new EgressSettings(
                version,
                BreakerSettings.DEFAULT,
                RetryBudget.DEFAULT,
                Duration.ofSeconds(10),
                Duration.ofMinutes(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(15),
                4 * 1024 * 1024,
                64 * 1024,
                10_000,
                Reach.PUBLIC);
    }

    public EgressSettings with(BreakerSettings other) {
        return new EgressSettings(
                version,
                other,
                retryBudget,
                maxMemoryWait,
                maxThrottled,
                connectTimeout,
                idleTimeout,
                maxBodyBytes,
                maxHeaderBytes,
                maxConcurrent,
                reach);
    }

    public EgressSettings with(RetryBudget other) {
        return new EgressSettings(
                version,
                breaker,
                other,
                maxMemoryWait,
                maxThrottled,
                connectTimeout,
                idleTimeout,
                maxBodyBytes,
                maxHeaderBytes,
                maxConcurrent,
                reach);
    }

    public EgressSettings with(Reach other) {
        return new EgressSettings(
                version,
                breaker,
                retryBudget,
                maxMemoryWait,
                maxThrottled,
                connectTimeout,
                idleTimeout,
                maxBodyBytes,
                maxHeaderBytes,
                maxConcurrent,
                other);
    }

    public EgressSettings withMaxBodyBytes(int other) {
        return new EgressSettings(
                version,
                breaker,
                retryBudget,
                maxMemoryWait,
                maxThrottled,
                connectTimeout,
                idleTimeout,
                other,
                maxHeaderBytes,
                maxConcurrent,
                reach);
    }

    /**
     * Keeps a vendor in trouble from being asked many times over.
     *
     * @param reserve retries a credential may always make before its askings have earned more; also the most it saves up
     * @param perAsking what each asking earns; 0.2 keeps retries at 20 % of the calls (invariants.md section 2)
     */
    public record RetryBudget(int reserve, double perAsking) {

        public static final RetryBudget DEFAULT = new RetryBudget(100, 0.2);

        /** No budget: every asking may use up its own policy. */
        public static final RetryBudget UNLIMITED = new RetryBudget(Integer.MAX_VALUE, 1_000_000);

        public RetryBudget {
            if (reserve < 0 || perAsking < 0) {
                throw new IllegalArgumentException("a budget is not negative");
            }
        }
    }

    /**
     * Which addresses may be called. What is not public (private networks, loopback, link-local, this machine's own
     * addresses and the rest of invariants.md 3.3) is refused unless it is allowed by name.
     *
     * @param allowed exempt from every rule, http included
     * @param onlyAllowed refuse everything else
     * @param http whether plain http is taken too
     * @param ports beside the schemes' own
     */
    public record Reach(Set<Target> allowed, boolean onlyAllowed, boolean http, Set<Integer> ports) {

        public static final Reach PUBLIC = new Reach(Set.of(), false, false, Set.of());

        public Reach {
            allowed = Set.copyOf(allowed);
            ports = Set.copyOf(ports);
        }

        /** Exactly these and nothing else, such as the sandbox. */
        public static Reach only(Target... targets) {
            return new Reach(Set.of(targets), true, false, Set.of());
        }
    }

    /** An exact host, as it is written in addresses, and port. */
    public record Target(String host, int port) {

        public Target {
            host = host.toLowerCase(Locale.ROOT);
            if (host.isBlank() || port < 1 || port > 65_535) {
                throw new IllegalArgumentException("a target is a host and a port: " + host + ":" + port);
            }
        }
    }
}
