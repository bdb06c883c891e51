package dev.weir.app.serving;

import dev.weir.server.problem.Problem;
import dev.weir.server.telemetry.SentryDsn;
import dev.weir.server.telemetry.TelemetrySettings;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who is told of what a server does, from the environment: nobody where it says nothing. */
final class TelemetryEnvironment {

    static final String COLLECTOR = "WEIR_OTLP_ENDPOINT";
    static final String HEADERS = "WEIR_OTLP_HEADERS";
    static final String SHARE = "WEIR_OTLP_SHARE";
    static final String ERRORS = "WEIR_SENTRY_DSN";

    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]+");

    private TelemetryEnvironment() {}

    /** @throws Problem when a variable cannot be read; it repeats no key */
    static TelemetrySettings read(Map<String, String> environment, String version) {
        return new TelemetrySettings(
                version,
                collector(said(environment, COLLECTOR)),
                headers(said(environment, HEADERS)),
                share(said(environment, SHARE)),
                errors(said(environment, ERRORS)));
    }

    private static String said(Map<String, String> environment, String name) {
        return environment.getOrDefault(name, "").strip();
    }

    private static @Nullable URI collector(String said) {
        if (said.isEmpty()) {
            return null;
        }
        try {
            URI base = URI.create(said);
            if (("http".equals(base.getScheme()) || "https".equals(base.getScheme()))
                    && base.getHost() != null
                    && base.getUserInfo() == null
                    && base.getQuery() == null
                    && base.getFragment() == null) {
                return base;
            }
        } catch (IllegalArgumentException e) {
            // Said below. Its message would repeat what may hold a key.
        }
        throw bad(COLLECTOR
                + " must be the base address of a collector, such as http://127.0.0.1:4318; a key goes into "
                + HEADERS + ".");
    }

    /** As {@code OTEL_EXPORTER_OTLP_HEADERS} is written. */
    private static Map<String, String> headers(String said) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (said.isEmpty()) {
            return headers;
        }
        for (String one : said.split(",", -1)) {
            int equals = one.indexOf('=');
            String name = equals < 0 ? "" : one.substring(0, equals).strip();
            String value = equals < 0 ? "" : decoded(one.substring(equals + 1).strip());
            if (!HEADER_NAME.matcher(name).matches()
                    || !HEADER_VALUE.matcher(value).matches()) {
                throw bad(
                        HEADERS + " must be name=value, with commas between and values percent-encoded where they have"
                                + " commas themselves.");
            }
            headers.put(name, value);
        }
        return headers;
    }

    private static String decoded(String value) {
        try {
            // Of the two escapes that this undoes, a plus for a blank is none here.
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return "";
        }
    }

    private static double share(String said) {
        if (said.isEmpty()) {
            return 1;
        }
        try {
            double share = Double.parseDouble(said);
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException e) {
            // Said below, as for numbers that are none of those wanted.
        }
        throw bad(SHARE + " is '" + said + "'; it must be a number from 0 to 1.");
    }

    private static @Nullable SentryDsn errors(String said) {
        if (said.isEmpty()) {
            return null;
        }
        try {
            return SentryDsn.parse(said);
        } catch (IllegalArgumentException e) {
            throw bad(ERRORS + " must be a DSN as the receiver shows it: https://<public key>@<host>/<project>.");
        }
    }

    private static Problem bad(String sentence) {
        return Problem.invalid("bad_setting", sentence);
    }
}
