package dev.weir.server.rest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.provider.Sha256;
import dev.weir.server.problem.Problem;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.http.HttpServletResponse;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.springframework.stereotype.Component;

/**
 * How often a key may ask, and how often an address may show bad ones. Counted by each process for itself, in bounded
 * memory: who has not been seen for a while begins anew.
 */
@Component
final class RateLimits {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_REMEMBERED = 20_000;

    // Vendors call for all their customers from few places, and repeat themselves long after.
    private static final int BAD_ADDRESSES = 20;
    private static final int NETWORK_BYTES = 8;

    private final RestSettings.Limits limits;
    private final Cache<Long, Bucket> requests = remembering(Duration.ofMinutes(2));
    private final Cache<String, Bucket> failures = remembering(Duration.ofMinutes(2));

    private final Cache<String, Boolean> goodAddresses = remembering(Duration.ofMinutes(10));
    private final Cache<String, Bucket> badAddresses = remembering(Duration.ofMinutes(2));

    // What has lately been good, by its hash: somebody else's mistakes behind the same address do not stop it.
    private final Cache<String, Boolean> good = remembering(Duration.ofMinutes(10));

    RateLimits(RestSettings settings) {
        this.limits = settings.limits();
    }

    private static <K, V> Cache<K, V> remembering(Duration time) {
        return Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterAccess(time)
                .build();
    }

    private static Bucket bucket(int aMinute) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(aMinute).refillGreedy(aMinute, WINDOW))
                .build();
    }

    /** @throws Problem when that address has shown too many bad keys, and this one has not been good lately */
    void requireTrusted(String address, String key) {
        Bucket left = failures.getIfPresent(network(address));
        if (left != null && left.getAvailableTokens() == 0 && good.getIfPresent(hash(key)) == null) {
            throw tooMany(
                    "too_many_bad_keys",
                    "Too many bad API keys came from this address.",
                    60 / limits.badKeysPerMinute() + 1);
        }
    }

    void bad(String address) {
        failures.get(network(address), _ -> bucket(limits.badKeysPerMinute())).tryConsume(1);
    }

    void good(String key) {
        good.put(hash(key), true);
    }

    /**
     * Judges a secret address or ticket of ours that is shown instead of a key.
     *
     * @throws Problem when so many wrong ones came from there, or so much that was forged, and what came to this one from
     *     there has not been its owner's lately: a tool is not kept out by others who send from where it does
     */
    void requireTrustedAddress(String from, String secret) {
        if (isEmpty(badAddresses, network(from)) && goodAddresses.getIfPresent(there(from, secret)) == null) {
            throw tooMany("too_many_wrong_addresses", "Too many wrong addresses were called from there.", 1);
        }
    }

    /** There is no such address, or what was sent to it is not its owner's. */
    void badAddress(String from) {
        badAddresses
                .get(network(from), _ -> bucket(BAD_ADDRESSES * limits.badKeysPerMinute()))
                .tryConsume(1);
    }

    private static boolean isEmpty(Cache<String, Bucket> cache, String whose) {
        Bucket left = cache.getIfPresent(whose);
        return left != null && left.getAvailableTokens() == 0;
    }

    /** What came to it from there was its owner's: whoever knows the address elsewhere is not trusted for that. */
    void goodAddress(String from, String secret) {
        goodAddresses.put(there(from, secret), true);
    }

    private static String there(String from, String secret) {
        return network(from) + ' ' + hash(secret);
    }

    /**
     * Counts a request, and tells its sender what is left.
     *
     * @throws Problem when there have been too many
     */
    void count(long keyId, HttpServletResponse response) {
        ConsumptionProbe probe =
                requests.get(keyId, _ -> bucket(limits.requestsPerMinute())).tryConsumeAndReturnRemaining(1);
        response.setHeader("RateLimit-Limit", String.valueOf(limits.requestsPerMinute()));
        response.setHeader("RateLimit-Remaining", String.valueOf(probe.getRemainingTokens()));
        response.setHeader("RateLimit-Reset", String.valueOf(seconds(probe.getNanosToWaitForReset())));
        if (!probe.isConsumed()) {
            throw tooMany(
                    "rate_limited",
                    "An API key may send " + limits.requestsPerMinute() + " requests a minute.",
                    seconds(probe.getNanosToWaitForRefill()));
        }
    }

    private static Problem tooMany(String code, String sentence, long seconds) {
        return new Problem(
                        Problem.Kind.TOO_MANY,
                        code,
                        sentence + " Try again in " + seconds + (seconds == 1 ? " second." : " seconds."))
                .with("retryAfterSeconds", seconds);
    }

    private static long seconds(long nanos) {
        return Math.ceilDiv(nanos, 1_000_000_000L);
    }

    /** The address; of IPv6 the network, of which one host has all addresses. */
    private static String network(String address) {
        InetAddress parsed = InetAddress.ofLiteral(address);
        return parsed instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES))
                : address;
    }

    private static String hash(String key) {
        return HexFormat.of().formatHex(Sha256.of(key));
    }
}
