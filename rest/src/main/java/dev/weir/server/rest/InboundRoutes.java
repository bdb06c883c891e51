package dev.weir.server.rest;

import dev.weir.server.RunningWeir;
import dev.weir.server.audience.Deliveries;
import dev.weir.server.audience.Delivery;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where newsletter and form tools tell of their subscribers. */
@RestController
@RequestMapping("/api/v1/sources/{token}")
@Tag(name = "Audience")
class InboundRoutes {

    private static final Pattern PATH = Pattern.compile("/api/v1/sources/[A-Za-z0-9_-]+");
    private static final String SECRET = "What the source's address ends with";
    private static final String PROBLEM = MediaType.APPLICATION_PROBLEM_JSON_VALUE;

    /** Of one delivery. */
    private static final int BODY_BYTES = 256 << 10;

    private final Deliveries deliveries;
    private final RawBodies bodies;
    private final RateLimits limits;

    InboundRoutes(RunningWeir running, RawBodies bodies, RateLimits limits) {
        this.deliveries = running.deliveries();
        this.bodies = bodies;
        this.limits = limits;
    }

    /** Whether a request is for one of these, which bound their bodies themselves. */
    static boolean isMeant(HttpServletRequest request) {
        return PATH.matcher(request.getRequestURI()).matches();
    }

    /** What became of the people of a delivery. */
    @Schema(name = "DeliveryTaken")
    record Taken(
            int created,
            int updated,
            int unchanged,

            @Schema(description = "Without an e-mail address that can be one")
            int refused,

            @Schema(description = "Of a type that the source does not take")
            int ignored,

            @Schema(
                    description =
                            "How many had been delivered before; they are counted above as what became of them then")
            int duplicate) {

        static Taken of(Deliveries.Taken taken) {
            return new Taken(
                    taken.created(),
                    taken.updated(),
                    taken.unchanged(),
                    taken.refused(),
                    taken.ignored(),
                    taken.duplicate());
        }
    }

    /** That an address is one. */
    @Schema(name = "SourceAlive")
    record Alive(boolean active) {}

    @PostMapping
    @Needs(by = Needs.Bearer.ADDRESS)
    @Operation(
            summary = "Take a tool's delivery",
            description =
                    "At a source's address: JSON or a form of up to 256 KiB, signed as the source says. What is answered is"
                            + " kept, whatever is made of it afterwards. The same again is answered the same, and has no effect. See"
                            + " docs/reference/audience-sources.md.")
    @ApiResponse(responseCode = "200", description = "It is kept")
    @ApiResponse(
            responseCode = "401",
            description = "It is not signed as the source's tool signs, or was signed too long ago",
            content = @Content(mediaType = PROBLEM))
    @ApiResponse(
            responseCode = "410",
            description = "The source is not active",
            content = @Content(mediaType = PROBLEM))
    @ApiResponse(
            responseCode = "413",
            description = "The body, or the number of people in it, is too large",
            content = @Content(mediaType = PROBLEM))
    @ApiResponse(
            responseCode = "415",
            description = "It is neither JSON nor a form",
            content = @Content(mediaType = PROBLEM))
    Answer<Taken> take(@Parameter(description = SECRET) @PathVariable String token, HttpServletRequest request)
            throws IOException {
        return CallbackRoutes.bySecret(limits, request, token, () -> {
            Deliveries.Addressee addressee = deliveries.addressee(token);
            try (RawBodies.Raw raw = bodies.read(request, BODY_BYTES)) {
                Delivery delivery =
                        new Delivery(CallbackRoutes.headers(request), request.getContentType(), raw.bytes());
                return Answer.of(Taken.of(deliveries.take(addressee, delivery)));
            }
        });
    }

    @GetMapping
    @Needs(by = Needs.Bearer.ADDRESS)
    @Operation(
            summary = "Whether something is taken at this address",
            description = "Some tools ask before they keep an address.")
    @ApiResponse(responseCode = "200", description = "It is")
    @ApiResponse(
            responseCode = "410",
            description = "The source is not active",
            content = @Content(mediaType = PROBLEM))
    Answer<Alive> alive(@Parameter(description = SECRET) @PathVariable String token, HttpServletRequest request)
            throws IOException {
        return CallbackRoutes.bySecretAlone(limits, request, token, () -> {
            deliveries.addressee(token);
            return Answer.of(new Alive(true));
        });
    }
}
