package dev.weir.server.rest;

import dev.weir.provider.Callback;
import dev.weir.server.RunningWeir;
import dev.weir.server.callbacks.Callbacks;
import dev.weir.server.problem.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where vendors call back. */
@RestController
@RequestMapping("/api/v1/callbacks")
@Tag(name = "Late answers")
class CallbackRoutes {

    private static final Pattern PATH = Pattern.compile("/api/v1/callbacks/[A-Za-z0-9_-]+/[A-Za-z0-9_-]+");

    private final Callbacks callbacks;
    private final RawBodies bodies;
    private final RateLimits limits;

    CallbackRoutes(RunningWeir running, RawBodies bodies, RateLimits limits) {
        this.callbacks = running.callbacks();
        this.bodies = bodies;
        this.limits = limits;
    }

    /** Whether a request is for one of these, which bound their bodies themselves. */
    static boolean isMeant(HttpServletRequest request) {
        return PATH.matcher(request.getRequestURI()).matches();
    }

    /** What is said to whoever called back. @param duplicate whether the same had come before */
    @Schema(name = "CallbackKept")
    record Kept(boolean duplicate) {}

    @PostMapping("/{provider}/{token}")
    @Needs(by = Needs.Bearer.ADDRESS)
    @Operation(
            summary = "Take a vendor's call-back",
            description =
                    "At the address that one submission was sent out with. The body is kept as it came before this"
                            + " answers; it is worked off afterwards. The same again is answered the same, and has no effect. See"
                            + " docs/reference/late-answers.md.")
    @ApiResponse(responseCode = "200", description = "It is kept")
    @ApiResponse(
            responseCode = "401",
            description = "It is not signed as the vendor signs, or not with this workspace's key",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
    @ApiResponse(
            responseCode = "413",
            description = "The body is too large",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
    Answer<Kept> take(
            @PathVariable String provider,
            @Parameter(description = "Says which submission it is of, and that the sender was given it") @PathVariable
                    String token,
            HttpServletRequest request)
            throws IOException {
        return bySecret(limits, request, token, () -> {
            Callbacks.Addressee addressee = callbacks.addressee(provider, token);
            try (RawBodies.Raw raw = bodies.read(request)) {
                return Answer.of(new Kept(callbacks
                        .callback(addressee, callback(request, raw.bytes()))
                        .before()));
            }
        });
    }

    /** What is done by a secret in the path. */
    interface Taken<T> {
        T take() throws IOException;
    }

    /**
     * Does what the secret in a path allows.
     *
     * @throws Problem also when too many wrong ones have come from that address
     */
    static <T> T bySecret(RateLimits limits, HttpServletRequest request, String secret, Taken<T> work)
            throws IOException {
        T done = bySecretAlone(limits, request, secret, work);
        limits.goodAddress(request.getRemoteAddr(), secret);
        return done;
    }

    /**
     * The same for what shows no more than that somebody knows the secret: it is not trusted the more for it.
     *
     * @throws Problem also when too many wrong ones have come from that address
     */
    static <T> T bySecretAlone(RateLimits limits, HttpServletRequest request, String secret, Taken<T> work)
            throws IOException {
        limits.requireTrustedAddress(request.getRemoteAddr(), secret);
        try {
            return work.take();
        } catch (Problem no) {
            if (no.kind() == Problem.Kind.NOT_FOUND || no.kind() == Problem.Kind.UNAUTHENTICATED) {
                limits.badAddress(request.getRemoteAddr());
            }
            throw no;
        }
    }

    /** The request as adapters read it. Its parameters are read of the address alone: the body is nobody's but theirs. */
    static Callback callback(HttpServletRequest request, byte[] body) {
        return new Callback(headers(request), query(request.getQueryString()), body);
    }

    /** The first of each name, in lower case. */
    static Map<String, String> headers(HttpServletRequest request) {
        Map<String, String> headers = new HashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.putIfAbsent(name.toLowerCase(Locale.ROOT), request.getHeader(name));
        }
        return headers;
    }

    private static Map<String, String> query(@Nullable String query) {
        Map<String, String> decoded = new HashMap<>();
        if (query != null) {
            for (String pair : query.split("&", 100)) {
                int equals = pair.indexOf('=');
                try {
                    decoded.putIfAbsent(
                            decoded(equals < 0 ? pair : pair.substring(0, equals)),
                            decoded(equals < 0 ? "" : pair.substring(equals + 1)));
                } catch (IllegalArgumentException undecodable) {
                    throw Refusals.undecodable();
                }
            }
        }
        return decoded;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
