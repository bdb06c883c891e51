package dev.weir.server.audience;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.weir.server.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a source's deliveries are signed, as it is written.
 *
 * @param scheme {@code hmac, standard_webhooks, shared_secret} or {@code address}
 * @param header that has the signature, or the secret itself
 * @param algorithm of an HMAC: {@code sha256} or {@code sha1}; null for the first
 * @param encoding of an HMAC: {@code hex} or {@code base64}; null for the first
 * @param prefix what stands before it in the header
 * @param key under which it stands, where the header is a list as {@code t=…,v1=…}
 * @param timestampHeader that has the time it was signed at
 * @param timestampKey under which that time stands in the same list
 * @param signed what an HMAC is of: {@code {body}} and, where there is one, {@code {timestamp}}
 * @param toleranceSeconds how old a signature with a time may be; null for 300
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
    "scheme",
    "header",
    "algorithm",
    "encoding",
    "prefix",
    "key",
    "timestampHeader",
    "timestampKey",
    "signed",
    "toleranceSeconds"
})
public record Signature(
        @Nullable String scheme,
        @Nullable String header,
        @Nullable String algorithm,
        @Nullable String encoding,
        @Nullable String prefix,
        @Nullable String key,
        @Nullable String timestampHeader,
        @Nullable String timestampKey,
        @Nullable String signed,
        @Nullable Integer toleranceSeconds) {

    public static final String HMAC = "hmac";
    /** As standardwebhooks.com has it, and Svix: id, time and body are signed. */
    public static final String STANDARD_WEBHOOKS = "standard_webhooks";
    /** The secret itself, in a header. */
    public static final String SHARED_SECRET = "shared_secret";
    /** The address alone is a secret: whoever has seen it can send. */
    public static final String ADDRESS = "address";

    private static final List<String> SCHEMES = List.of(HMAC, STANDARD_WEBHOOKS, SHARED_SECRET, ADDRESS);
    private static final Map<String, String> ALGORITHMS = Map.of("sha256", "HmacSHA256", "sha1", "HmacSHA1");

    private static final String BODY = "{body}";
    private static final String TIMESTAMP = "{timestamp}";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^{}]*}");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{1,40}");
    private static final Pattern LIST = Pattern.compile("[,;]\\s*|\\s+");
    private static final int LONGEST = 100;
    private static final int TOLERANCE = 300;
    private static final int MOST_TOLERANCE = 86_400;
    /** So many signatures in one header are looked at: a tool that changes its secret sends two. */
    private static final int MOST_SIGNATURES = 10;

    static final String SECRET_PREFIX = "whsec_";
    private static final JsonMapper JSON = JsonMapper.shared();

    static Signature stored(String json) {
        return JSON.readValue(json, Signature.class);
    }

    String json() {
        return JSON.writeValueAsString(this);
    }

    /** Whether anything beside the address says who delivers. */
    public boolean hasSecret() {
        return !ADDRESS.equals(scheme);
    }

    /** What is wrong with it. @param pointer where it stands */
    List<Problem.At> mistakes(String pointer) {
        List<Problem.At> wrong = new ArrayList<>();
        if (scheme == null || !SCHEMES.contains(scheme)) {
            wrong.add(new Problem.At(pointer + "/scheme", "must be one of " + String.join(", ", SCHEMES)));
            return wrong;
        }
        boolean hmac = scheme.equals(HMAC);
        boolean named = hmac || scheme.equals(SHARED_SECRET);
        if (header == null ? named : !named || !HEADER.matcher(header).matches()) {
            wrong.add(new Problem.At(
                    pointer + "/header",
                    named ? "names the header that the signature stands in" : "is not said with " + scheme));
        }
        demand(
                wrong,
                pointer + "/prefix",
                prefix == null || named && isShort(prefix) && key == null,
                "is at most " + LONGEST + " printable characters before the signature, and not said beside key");
        demand(
                wrong,
                pointer + "/algorithm",
                algorithm == null || hmac && ALGORITHMS.containsKey(algorithm),
                "is sha256 or sha1, of an hmac");
        demand(
                wrong,
                pointer + "/encoding",
                encoding == null || hmac && (encoding.equals("hex") || encoding.equals("base64")),
                "is hex or base64, of an hmac");
        demand(
                wrong,
                pointer + "/key",
                key == null || hmac && KEY.matcher(key).matches(),
                "is a name in a header as t=…,v1=…, of an hmac");
        demand(
                wrong,
                pointer + "/timestampHeader",
                timestampHeader == null
                        || hmac && HEADER.matcher(timestampHeader).matches(),
                "names the header of the time, of an hmac");
        demand(
                wrong,
                pointer + "/timestampKey",
                timestampKey == null
                        || key != null
                                && timestampHeader == null
                                && KEY.matcher(timestampKey).matches(),
                "is a name beside key in the same header, and not said beside timestampHeader");
        demand(
                wrong,
                pointer + "/signed",
                signed == null || hmac && isSigned(signed),
                "is made of {body} once and,"
                        + " exactly where timestampHeader or timestampKey is said, {timestamp} once; as {timestamp}.{body}");
        demand(
                wrong,
                pointer + "/signed",
                signed != null || !isTimed(),
                "says how the time is signed, as {timestamp}.{body}; a time that is not signed proves nothing");
        demand(
                wrong,
                pointer + "/toleranceSeconds",
                toleranceSeconds == null
                        || (isTimed() || scheme.equals(STANDARD_WEBHOOKS))
                                && toleranceSeconds >= 1
                                && toleranceSeconds <= MOST_TOLERANCE,
                "is from 1 to " + MOST_TOLERANCE + ", where a time is signed");
        return wrong;
    }

    private static void demand(List<Problem.At> wrong, String pointer, boolean holds, String detail) {
        if (!holds) {
            wrong.add(new Problem.At(pointer, detail));
        }
    }

    private static boolean isShort(String text) {
        return text.length() <= LONGEST && text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    private boolean isTimed() {
        return timestampHeader != null || timestampKey != null;
    }

    private boolean isSigned(String text) {
        List<String> placeholders = PLACEHOLDER
                .matcher(text)
                .results()
                .map(found -> found.group())
                .sorted()
                .toList();
        return text.length() <= LONGEST && placeholders.equals(isTimed() ? List.of(BODY, TIMESTAMP) : List.of(BODY));
    }

    /**
     * What is wrong with a secret that somebody brings along; null for nothing.
     *
     * @param secret as the tool shows it
     */
    @Nullable
    String refusal(String secret) {
        if (secret.length() < 8 || secret.length() > 500 || !secret.chars().allMatch(c -> c > ' ' && c <= '~')) {
            return "has 8 to 500 printable characters without blanks, as the tool shows it";
        }
        if (STANDARD_WEBHOOKS.equals(scheme) && standardKey(secret).length < 16) {
            return "is whsec_ and the key in Base64, as the tool shows it";
        }
        return null;
    }

    /** Whether it has what it is to be judged by. */
    boolean isShown(Delivery delivery) {
        return STANDARD_WEBHOOKS.equals(scheme)
                ? !delivery.header("webhook-signature").isEmpty()
                        || !delivery.header("svix-signature").isEmpty()
                : !delivery.header(header).isEmpty();
    }

    /**
     * Whether somebody who knows one of the secrets sent it, as it came, and lately where a time is signed. Takes the same
     * time for every wrong signature of one length.
     *
     * @param secrets that count now
     */
    boolean isGenuine(Delivery delivery, Collection<String> secrets, Instant now) {
        return switch (String.valueOf(scheme)) {
            case ADDRESS -> true;
            case SHARED_SECRET -> isShared(delivery, secrets);
            case STANDARD_WEBHOOKS -> isStandard(delivery, secrets, now);
            default -> isHmac(delivery, secrets, now);
        };
    }

    private boolean isShared(Delivery delivery, Collection<String> secrets) {
        String said = delivery.header(header);
        String before = prefix == null ? "" : prefix;
        // The name of a scheme of HTTP is of any case.
        if (!said.regionMatches(true, 0, before, 0, before.length())) {
            return false;
        }
        byte[] shown = bytes(said.substring(before.length()).strip());
        boolean genuine = false;
        for (String secret : secrets) {
            genuine |= MessageDigest.isEqual(bytes(secret), shown);
        }
        return genuine;
    }

    private boolean isStandard(Delivery delivery, Collection<String> secrets, Instant now) {
        String set = delivery.header("webhook-id").isEmpty() ? "svix-" : "webhook-";
        String id = delivery.header(set + "id");
        String time = delivery.header(set + "timestamp");
        if (id.isEmpty() || !isRecent(time, now)) {
            return false;
        }
        byte[] message = joined(bytes(id + "." + time + "."), delivery.body());
        List<byte[]> shown = LIST.splitAsStream(
                        delivery.header(set + "signature").replace("v1,", " v1="))
                .filter(one -> one.startsWith("v1="))
                .limit(MOST_SIGNATURES)
                .map(one -> base64(one.substring("v1=".length())))
                .toList();
        // One of before this scheme was chosen may be no Base64; there is no key then.
        return secrets.stream()
                .map(Signature::standardKey)
                .filter(key -> key.length > 0)
                .map(key -> isOneOf(mac("HmacSHA256", key, message), shown))
                .reduce(false, Boolean::logicalOr);
    }

    private boolean isHmac(Delivery delivery, Collection<String> secrets, Instant now) {
        String said = delivery.header(header);
        List<String> shown;
        if (key == null) {
            String before = prefix == null ? "" : prefix;
            shown = said.startsWith(before) ? List.of(said.substring(before.length())) : List.of();
        } else {
            shown = values(said, key);
        }
        String time = signedTime(delivery);
        if (isTimed() && !isRecent(time, now)) {
            return false;
        }
        byte[] message = message(time, delivery.body());
        String algorithm = ALGORITHMS.getOrDefault(this.algorithm == null ? "sha256" : this.algorithm, "");
        List<byte[]> macs = shown.stream().map(this::decoded).toList();
        boolean genuine = false;
        for (String secret : secrets) {
            genuine |= isOneOf(mac(algorithm, bytes(secret), message), macs);
        }
        return genuine;
    }

    /** Whether names of deliveries in headers are signed, too. Of what proves nothing of a body they prove as much. */
    boolean signsNames() {
        return !HMAC.equals(scheme);
    }

    /** When it was signed, as an HMAC signs it; an empty text where none is. */
    String signedTime(Delivery delivery) {
        if (timestampHeader != null) {
            return delivery.header(timestampHeader);
        }
        return timestampKey == null
                ? ""
                : values(delivery.header(header), timestampKey).stream()
                        .findFirst()
                        .orElse("");
    }

    private static List<String> values(String list, @Nullable String key) {
        String begin = key + "=";
        return LIST.splitAsStream(list)
                .filter(one -> one.startsWith(begin))
                .limit(MOST_SIGNATURES)
                .map(one -> one.substring(begin.length()))
                .toList();
    }

    private byte[] message(String time, byte[] body) {
        String form = signed == null ? BODY : signed.replace(TIMESTAMP, time);
        int at = form.indexOf(BODY);
        return joined(joined(bytes(form.substring(0, at)), body), bytes(form.substring(at + BODY.length())));
    }

    private boolean isRecent(String time, Instant now) {
        try {
            long number = Long.parseLong(time);
            // Some sign milliseconds.
            Instant at = number > 99_999_999_999L ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
            Duration off = Duration.between(at, now).abs();
            return off.compareTo(Duration.ofSeconds(toleranceSeconds == null ? TOLERANCE : toleranceSeconds)) <= 0;
        } catch (NumberFormatException | DateTimeException | ArithmeticException notATime) {
            return false;
        }
    }

    private static boolean isOneOf(byte[] right, List<byte[]> shown) {
        boolean one = false;
        for (byte[] some : shown) {
            one |= MessageDigest.isEqual(right, some);
        }
        return one;
    }

    /** What the text stands for; nothing for what is no such text, which no signature equals. */
    private byte[] decoded(String text) {
        if ("base64".equals(encoding)) {
            return base64(text);
        }
        try {
            return HexFormat.of().parseHex(text.strip());
        } catch (IllegalArgumentException none) {
            return new byte[0];
        }
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException none) {
            return new byte[0];
        }
    }

    private static byte[] standardKey(String secret) {
        return base64(secret.startsWith(SECRET_PREFIX) ? secret.substring(SECRET_PREFIX.length()) : secret);
    }

    private static byte[] mac(String algorithm, byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(message);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has " + algorithm, missing);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = new byte[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
