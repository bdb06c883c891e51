package dev.weir.temporal;

import dev.weir.server.problem.Problem;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/** Says what a refusal of a cluster means for whoever set Weir up: to wait, or what to set otherwise. */
final class Refusals {

    private final TemporalAddress address;

    Refusals(TemporalAddress address) {
        this.address = address;
    }

    /**
     * Why there is no answer yet.
     *
     * @throws Problem when waiting will not mend it
     */
    String waiting(StatusRuntimeException failure) {
        Status status = failure.getStatus();
        return switch (status.getCode()) {
            case NOT_FOUND ->
                throw problem(
                        Problem.Kind.NOT_FOUND,
                        "temporal_namespace",
                        "The Temporal cluster at " + address.target() + " has no namespace '" + address.namespace()
                                + "'. Make it (temporal operator namespace create), or set WEIR_TEMPORAL_NAMESPACE.");
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                throw problem(
                        Problem.Kind.FORBIDDEN,
                        "temporal_refused",
                        "The Temporal cluster at " + address.target() + " does not let us use namespace '"
                                + address.namespace() + "'. Check "
                                + (address.apiKey() == null
                                        ? "WEIR_TEMPORAL_NAMESPACE, and set WEIR_TEMPORAL_API_KEY or"
                                                + " WEIR_TEMPORAL_TLS_CERT and _KEY if it wants one of them."
                                        : "WEIR_TEMPORAL_API_KEY and WEIR_TEMPORAL_NAMESPACE (in Temporal Cloud with"
                                                + " its account: name.account)."));
            case UNIMPLEMENTED, INTERNAL, UNKNOWN -> throw notTemporal();
            default -> unanswered(failure);
        };
    }

    private String unanswered(StatusRuntimeException failure) {
        boolean tls = address.tls() != null || address.apiKey() != null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                throw problem(
                        Problem.Kind.UNAVAILABLE,
                        "temporal_tls",
                        "The certificate of the Temporal cluster at " + address.target()
                                + " is not one that we trust. Set WEIR_TEMPORAL_TLS_CA to its authority's, and"
                                + " WEIR_TEMPORAL_TLS_SERVER_NAME if it is for another name.");
            }
            if (cause instanceof SSLException) {
                throw problem(
                        Problem.Kind.UNAVAILABLE,
                        "temporal_tls",
                        "The Temporal cluster at " + address.target() + " does not agree on TLS with us. Set"
                                + " WEIR_TEMPORAL_TLS=false if it speaks plain text, or WEIR_TEMPORAL_TLS_CERT and _KEY"
                                + " if it wants a certificate of us.");
            }
        }
        String description = String.valueOf(failure.getStatus().getDescription());
        if (description.contains("http2 exception") || description.contains("HTTP status code")) {
            throw notTemporal();
        }
        boolean refused = failure.getCause() instanceof IOException;
        return "Temporal at " + address.target() + " does not answer"
                + (refused || tls ? "" : "; set WEIR_TEMPORAL_TLS=true if it speaks TLS")
                + ".";
    }

    private Problem notTemporal() {
        return problem(
                Problem.Kind.UNAVAILABLE,
                "not_temporal",
                "What answers at " + address.target() + " is no Temporal frontend. Set WEIR_TEMPORAL_TARGET to its"
                        + " gRPC port, usually 7233 (its web page has another).");
    }

    private static Problem problem(Problem.Kind kind, String code, String sentence) {
        return new Problem(kind, code, sentence);
    }
}
