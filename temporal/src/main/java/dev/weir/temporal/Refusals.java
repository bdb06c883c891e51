package dev.weir.temporal;

import dev.weir.server.problem.Problem;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/** Says what a refusal of a cluster means for whoever set Weir up: to wait, or what to set otherwise. */
final class Refusals {

    private final TemporalAddress address;
    private volatile boolean met;

    Refusals(TemporalAddress address) {
        this.address = address;
    }

    /** What answered once is set up rightly. */
    void answered() {
        met = true;
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
                        "temporal_namespace",
                        "The Temporal cluster at " + address.target() + " has no namespace '" + address.namespace()
                                + "'. Make it (temporal operator namespace create), or set WEIR_TEMPORAL_NAMESPACE.");
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                throw problem(
                        "temporal_refused",
                        "The Temporal cluster at " + address.target() + " does not let us use namespace '"
                                + address.namespace() + "'. Check "
                                + (address.apiKey() == null
                                        ? "WEIR_TEMPORAL_NAMESPACE, and set WEIR_TEMPORAL_API_KEY or"
                                                + " WEIR_TEMPORAL_TLS_CERT and _KEY if it wants one of them."
                                        : "WEIR_TEMPORAL_API_KEY and WEIR_TEMPORAL_NAMESPACE (in Temporal Cloud with"
                                                + " its account: name.account)."));
            case UNIMPLEMENTED -> throw notTemporal();
            default -> unanswered(failure);
        };
    }

    private String unanswered(StatusRuntimeException failure) {
        boolean tls = address.tls() != null || address.apiKey() != null;
        if (isCausedBy(failure, CertificateException.class)) {
            throw problem(
                    "temporal_tls",
                    "The certificate of the Temporal cluster at " + address.target()
                            + " is not one that we trust for that name. Set WEIR_TEMPORAL_TLS_CA to its authority's, and"
                            + " WEIR_TEMPORAL_TLS_SERVER_NAME if it is for another name.");
        }
        if (isCausedBy(failure, SSLException.class)) {
            throw problem(
                    "temporal_tls",
                    "The Temporal cluster at " + address.target() + " does not agree on TLS with us. "
                            + (address.apiKey() == null
                                    ? "Set WEIR_TEMPORAL_TLS=false if it speaks plain text, or"
                                    : "A key is never sent in plain text: leave WEIR_TEMPORAL_API_KEY out if it speaks"
                                            + " that, or set")
                            + " WEIR_TEMPORAL_TLS_CERT and _KEY if it wants a certificate of us.");
        }
        Status status = failure.getStatus();
        if (status.getCode() != Status.Code.UNAVAILABLE && isNoGrpc(String.valueOf(status.getDescription()))) {
            throw notTemporal();
        }
        // Who speaks TLS hangs up on who does not, without a word or in the middle of ours.
        boolean hungUp =
                status.getCode() == Status.Code.UNAVAILABLE && why(failure).isEmpty();
        return "Temporal at " + address.target() + " does not answer"
                + (hungUp && !tls && !met ? " (if it speaks TLS, set WEIR_TEMPORAL_TLS=true)" : why(failure))
                + ".";
    }

    private static String why(StatusRuntimeException failure) {
        if (isCausedBy(failure, UnknownHostException.class)) {
            return " (no such host: see WEIR_TEMPORAL_TARGET)";
        }
        if (isCausedBy(failure, ConnectException.class)) {
            return " (connection refused)";
        }
        return failure.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED ? " (it says nothing in time)" : "";
    }

    /** What the library says of an answer in another protocol. */
    private static boolean isNoGrpc(String description) {
        return description.contains("http2 exception") || description.contains("content-type");
    }

    private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private Problem notTemporal() {
        return problem(
                "not_temporal",
                "What answers at " + address.target() + " is no Temporal frontend. Set WEIR_TEMPORAL_TARGET to its"
                        + " gRPC port, usually 7233 (its web page has another).");
    }

    private static Problem problem(String code, String sentence) {
        return new Problem(Problem.Kind.UNAVAILABLE, code, sentence);
    }
}
