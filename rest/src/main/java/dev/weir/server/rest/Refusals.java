package dev.weir.server.rest;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.NoHandlerFoundException;
import tools.jackson.core.JacksonException;

/** Says no as RFC 9457 has it: {@code application/problem+json} with our stable code and a sentence for a human. */
@RestControllerAdvice
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    /** In seconds, for what may go better when it is tried again. */
    private static final String SOON = "1";

    /** What PostgreSQL calls a text with a character that it does not keep in any. */
    private static final String UNSTORABLE = "22021";

    private static final String PARSER = "tools.jackson.core.";

    private static final String LISTED = "The routes are listed at /docs.";
    private static final String BROKEN = "Something went wrong that should not have; the server's log says what.";
    private static final String NOTHING_HERE = "Nothing is served here. " + LISTED;
    private static final String SLOW = "The body stood still for too long, or came in slower than "
            + Pace.LEAST_BYTES_A_SECOND
            + " bytes a second. Send it again over a faster connection, or less at once.";
    private static final String MALFORMED = "The request is malformed, or cannot be served.";

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(Problem problem) {
        return answer(problem);
    }

    /** Thrown on to the server, which cuts the connection of an answer that has begun; that of a reader who has gone is cut. */
    @ExceptionHandler
    void brokeOff(BrokenOff broken) {
        LOG.debug("an answer broke off", broken);
        if (!broken.readerHasGone()) {
            throw broken;
        }
    }

    /** Whoever asked has gone, and hears nothing any more. */
    @ExceptionHandler({ClientAbortException.class, AsyncRequestNotUsableException.class})
    void gone(IOException gone) {
        LOG.debug("whoever asked has gone", gone);
    }

    /** The answer to a refusal, for those who are not called by the framework. */
    static ResponseEntity<ProblemDetail> answer(Problem problem) {
        HttpStatus status = status(problem.kind());
        ProblemDetail detail = detail(status, problem.code(), String.valueOf(problem.getMessage()));
        if (!problem.errors().isEmpty()) {
            detail.setProperty("errors", problem.errors());
        }
        if (!problem.details().isEmpty()) {
            detail.setProperty("details", problem.details());
        }
        problem.facts().forEach(detail::setProperty);
        HttpHeaders headers = new HttpHeaders();
        if (status == HttpStatus.CONFLICT
                || status == HttpStatus.TOO_MANY_REQUESTS
                || status == HttpStatus.SERVICE_UNAVAILABLE) {
            Object after = problem.facts().get("retryAfterSeconds");
            headers.set(HttpHeaders.RETRY_AFTER, after == null ? SOON : after.toString());
        }
        if (status == HttpStatus.UNAUTHORIZED) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"weir\"");
        }
        return new ResponseEntity<>(detail, headers, status);
    }

    private static HttpStatus status(Problem.Kind kind) {
        return switch (kind) {
            case INVALID -> HttpStatus.BAD_REQUEST;
            case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
            case NOT_ENOUGH_CREDITS -> HttpStatus.PAYMENT_REQUIRED;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case CONFLICT -> HttpStatus.CONFLICT;
            case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
            case UNSUPPORTED -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
            case MISMATCH -> HttpStatus.UNPROCESSABLE_CONTENT;
            case TOO_MANY -> HttpStatus.TOO_MANY_REQUESTS;
            case GONE -> HttpStatus.GONE;
            case TOO_SLOW -> HttpStatus.REQUEST_TIMEOUT;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
        };
    }

    private static ProblemDetail detail(HttpStatusCode status, String code, String sentence) {
        ProblemDetail detail = ProblemDetail.forStatusAndDetail(status, sentence);
        detail.setType(URI.create("about:blank"));
        detail.setProperty("code", code);
        return detail;
    }

    /** A body that is no JSON, or not of the shape the route takes. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> unreadable(HttpMessageNotReadableException unreadable) {
        for (Throwable cause = unreadable.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                return answer(problem);
            }
        }
        if (unreadable.getCause() instanceof JacksonException json) {
            return answer(Unreadable.of(json));
        }
        return answer(Problem.invalid("bad_body", "The body is missing or cannot be read; send a JSON object.")
                .at("", "must be a JSON object"));
    }

    /** A number in a body whose exponent no number can have, of which the parser says so in this way. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> uncountable(NumberFormatException uncountable) {
        boolean parsers = uncountable.getStackTrace().length > 0
                && uncountable.getStackTrace()[0].getClassName().startsWith(PARSER);
        return parsers
                ? answer(Problem.invalid(
                        "bad_body", "The body cannot be read: it has a number whose exponent is too long."))
                : anythingElse(uncountable);
    }

    /** A number that is none: what it would name in a path is not there, and as a parameter it is wrong. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> mistyped(MethodArgumentTypeMismatchException mistyped) {
        String name = mistyped.getName();
        if (mistyped.getParameter().hasParameterAnnotation(PathVariable.class)) {
            return answer(Problem.notFound("not_found", "There is no " + name + " '" + mistyped.getValue() + "'."));
        }
        String kind = Unreadable.kind(mistyped.getParameter().getParameterType());
        return answer(
                Problem.invalid("bad_" + name, name + " is '" + mistyped.getValue() + "'; it must be " + kind + ".")
                        .at(List.of(new Problem.At("/" + Problem.At.escaped(name), "must be " + kind))));
    }

    /** Parameters whose bytes are no text. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> undecodable(InvalidParameterException undecodable) {
        return answer(undecodable());
    }

    static Problem undecodable() {
        return Problem.invalid(
                "bad_query",
                "The query cannot be read: its parameters are UTF-8, and what is no letter or digit as %XX.");
    }

    /** A body that calls itself one of parts, and is none. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> unparted(MultipartException unparted) {
        return unparted instanceof ErrorResponse ? anythingElse(unparted) : answer(unparted());
    }

    static Problem unparted() {
        return Problem.invalid(
                "bad_multipart",
                "The parts of the body cannot be told apart. Send multipart/form-data with a part 'file' and a part"
                        + " 'options', as curl -F does.");
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<ProblemDetail> databaseAway(RuntimeException away) {
        if (NestedExceptionUtils.getRootCause(away) instanceof SQLException refused
                && UNSTORABLE.equals(refused.getSQLState())) {
            return answer(Problem.invalid(
                    "bad_text",
                    "A text of the request has a NUL character (\\u0000) in it, which cannot be stored. Remove it."));
        }
        LOG.warn("the database cannot be used", away);
        return answer(new Problem(
                Problem.Kind.UNAVAILABLE,
                "database_unavailable",
                "The database cannot be used just now. What was acknowledged is kept; try again in a moment."));
    }

    /** A body of a type that the route does not read, such as what curl sends unless told otherwise. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> unsupported(HttpMediaTypeNotSupportedException unsupported) {
        List<String> read = unsupported.getSupportedMediaTypes().stream()
                .filter(MediaType::isConcrete)
                .map(MediaType::toString)
                .distinct()
                .toList();
        ProblemDetail detail = detail(
                unsupported.getStatusCode(),
                code(unsupported.getStatusCode()),
                (unsupported.getContentType() == null
                                ? "The header Content-Type is missing."
                                : "A body of Content-Type '" + unsupported.getContentType() + "' is not read here.")
                        + (read.isEmpty() ? "" : " Say which it is in that header: " + String.join(", ", read) + "."));
        return new ResponseEntity<>(detail, unsupported.getHeaders(), unsupported.getStatusCode());
    }

    /** A path that leads nowhere. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> nowhere(NoHandlerFoundException nowhere) {
        return new ResponseEntity<>(
                detail(
                        nowhere.getStatusCode(),
                        code(nowhere.getStatusCode()),
                        "There is no " + nowhere.getHttpMethod() + " " + nowhere.getRequestURL() + ". " + LISTED),
                nowhere.getHeaders(),
                nowhere.getStatusCode());
    }

    /** What the framework refuses by itself: an unknown path, a method, a media type, a parameter. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> anythingElse(Exception failure) {
        if (failure instanceof ErrorResponse refusal) {
            HttpStatusCode status = refusal.getStatusCode();
            ProblemDetail detail = detail(
                    status,
                    code(status),
                    String.valueOf(
                            refusal.getBody().getDetail() == null
                                    ? status
                                    : refusal.getBody().getDetail()));
            return new ResponseEntity<>(detail, refusal.getHeaders(), status);
        }
        LOG.error("a request failed", failure);
        HttpHeaders headers = new HttpHeaders();
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        return new ResponseEntity<>(
                detail(HttpStatus.INTERNAL_SERVER_ERROR, "internal", BROKEN),
                headers,
                HttpStatus.INTERNAL_SERVER_ERROR);
    }

    private static final Map<Integer, String> CODES = Map.of(
            400, "bad_request",
            404, "no_such_route",
            405, "method_not_allowed",
            406, "not_acceptable",
            413, "too_large",
            415, "unsupported_media_type");

    private static String code(HttpStatusCode status) {
        return code(status.value());
    }

    static String code(int status) {
        return CODES.getOrDefault(status, "refused");
    }

    /** For what was refused before a route was found. */
    static ProblemDetail of(HttpStatus status) {
        if (status == HttpStatus.REQUEST_TIMEOUT) {
            return detail(status, "body_too_slow", SLOW);
        }
        return status.is5xxServerError()
                ? detail(status, "internal", BROKEN)
                : detail(status, code(status), status == HttpStatus.NOT_FOUND ? NOTHING_HERE : MALFORMED);
    }
}
