package dev.weir.sandbox;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Where HTTP ends: reads a request, has it served, sends the answer as its fate demands. */
final class Front implements Handler {
    private static final Map<String, List<VendorOperation>> ROUTES = routes();
    private static final Map<String, HeaderName> NAMES = new ConcurrentHashMap<>();
    private static final Map<String, Header> EMPTY = new ConcurrentHashMap<>();
    private static final Map<String, Header> TYPES = new ConcurrentHashMap<>();
    /** The parameter that holds what stands in the path in the place of a star. */
    static final String STAR = "path";

    private static final byte[] NO_BODY = new byte[0];
    private static final HeaderName REQUEST_ID = HeaderNames.create("x-request-id");

    private final Clerk clerk;
    private final Ledger ledger;
    private final Connections connections;
    private final Control control;
    private final Crowd crowd = new Crowd();

    Front(Clerk clerk, Ledger ledger, HeardFile heard, Connections connections) {
        this.clerk = clerk;
        this.ledger = ledger;
        this.connections = connections;
        this.control = new Control(clerk, ledger, heard);
    }

    /** Who is being served. */
    Crowd crowd() {
        return crowd;
    }

    /** By path; where operations share one, those that demand something of the question stand first. */
    private static Map<String, List<VendorOperation>> routes() {
        var routes = new HashMap<String, List<VendorOperation>>();
        for (VendorOperation operation : VendorOperation.values()) {
            if (operation.isThing()) {
                continue;
            }
            routes.computeIfAbsent(operation.path(), _ -> new ArrayList<>()).add(operation);
        }
        routes.values().forEach(sharing -> sharing.sort(Comparator.comparing(VendorOperation::takesEverything)));
        return Map.copyOf(routes);
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws IOException {
        String path = request.path().path();
        List<VendorOperation> sharing = ROUTES.get(path);
        String last = "";
        for (int slash = path.lastIndexOf('/');
                sharing == null && slash > 0;
                slash = path.lastIndexOf('/', slash - 1)) {
            // What a vendor names, or its customer, stands in the place of a star.
            last = path.substring(slash + 1);
            int end = last.indexOf('/');
            String rest = end < 0 ? "" : last.substring(end);
            sharing = ROUTES.get(path.substring(0, slash) + "/*" + rest);
            last = end < 0 ? last : last.substring(0, end);
        }
        if (sharing != null) {
            crowd.enter();
            try {
                serve(sharing, last, request, response);
            } finally {
                crowd.leave();
            }
        } else if (path.startsWith(Control.PREFIX)) {
            control.handle(path, request, response);
        } else {
            response.status(Status.NOT_FOUND_404).send("The sandbox plays no such path.");
        }
    }

    private void serve(List<VendorOperation> sharing, String star, ServerRequest request, ServerResponse response)
            throws IOException {
        Params params;
        try {
            byte[] body = request.content().hasEntity() ? request.content().as(byte[].class) : NO_BODY;
            String query = request.query().rawValue();
            params = isFile(sharing) ? new Params(query).carrying(body) : new Params(query, body);
            String host = text(request, HeaderNames.HOST);
            params.at("http://" + (host == null ? "" : host));
            if (!star.isEmpty()) {
                params.with(STAR, star);
            }
        } catch (IllegalArgumentException e) {
            response.status(Status.BAD_REQUEST_400).send("The query string or the body cannot be read.");
            return;
        }
        String method = request.prologue().method().text();
        VendorOperation operation = sharing.stream()
                .filter(one -> one.takes(params)
                        && (sharing.size() == 1 || one.method().equals(method)))
                .findFirst()
                .orElse(sharing.getLast());
        String callerId = text(request, REQUEST_ID);
        Served served = clerk.serve(
                operation, method, name -> text(request, name(name)), params, callerId == null ? "" : callerId);
        if (served.latencyMillis() > 0) {
            LockSupport.parkNanos(served.latencyMillis() * 1_000_000);
        }
        send(served, request, response);
    }

    /** What is put somewhere is kept as it is. */
    private static boolean isFile(List<VendorOperation> sharing) {
        return sharing.getFirst().method().equals("PUT");
    }

    private static @Nullable String text(ServerRequest request, HeaderName name) {
        return request.headers().contains(name) ? request.headers().get(name).get() : null;
    }

    private void send(Served served, ServerRequest request, ServerResponse response) throws IOException {
        FaultKind fault = served.fault();
        if (fault == null) {
            write(served, served.answer().body(), response);
            return;
        }
        switch (fault) {
            case TIMEOUT, SLOW_DRIP, RESET_BEFORE_FIRST_BYTE, RESET_AFTER_FIRST_BYTE, TRUNCATED, ENDLESS_BODY ->
                sendBelow(fault, served, request);
            case MALFORMED_JSON ->
                write(served, Spoiled.malformed(served.answer().body()), response);
            case WRONG_TYPES -> write(served, Spoiled.wrongTypes(served.answer().body()), response);
            case TOO_MANY -> {
                response.header(HeaderNames.RETRY_AFTER, "1");
                write(served, served.answer().body(), response);
            }
            case REDIRECT -> {
                response.header(HeaderNames.LOCATION, "/moved" + request.path().path());
                write(served, served.answer().body(), response);
            }
            case TOO_MANY_BARE, HUNTER_403, SERVER_ERROR, NOT_FOUND_HTML ->
                write(served, served.answer().body(), response);
        }
    }

    private void write(Served served, byte[] body, ServerResponse response) {
        Answer answer = served.answer();
        response.status(Status.create(answer.status()));
        response.header(TYPES.computeIfAbsent(
                answer.contentType(), type -> HeaderValues.createCached(HeaderNames.CONTENT_TYPE, type)));
        answer.headers().forEach((name, value) -> response.header(header(name, value)));
        served.desk()
                .headers(
                        answer,
                        served.chargedMilli(),
                        served.account(),
                        (name, value) -> response.header(header(name, value)));
        try {
            response.send(body);
        } catch (RuntimeException e) {
            ledger.unsent(served.sequence());
            throw e;
        }
    }

    /** Limits that do not exist go out as empty values with every answer: those are made once. */
    private static Header header(String name, String value) {
        if (!value.isEmpty()) {
            return HeaderValues.create(name(name), value);
        }
        Header known = EMPTY.get(name);
        return known != null ? known : EMPTY.computeIfAbsent(name, one -> HeaderValues.createCached(name(one), ""));
    }

    private static HeaderName name(String name) {
        HeaderName known = NAMES.get(name);
        return known != null ? known : NAMES.computeIfAbsent(name, HeaderNames::create);
    }

    private void sendBelow(FaultKind fault, Served served, ServerRequest request) throws IOException {
        List<Map.Entry<String, String>> headers =
                new ArrayList<>(served.answer().headers().entrySet());
        served.desk()
                .headers(
                        served.answer(),
                        served.chargedMilli(),
                        served.account(),
                        (name, value) -> headers.add(Map.entry(name, value)));
        boolean sent = false;
        try {
            var channel = connections.at(request.remotePeer().port());
            if (channel.isPresent()) {
                sent = new Wire(clerk.settings(), channel.get()).send(fault, served.answer(), headers);
            }
        } catch (IOException e) {
            throw new CloseConnectionException("The caller hung up", e);
        } finally {
            if (!sent && !fault.cutsAnswer()) {
                ledger.unsent(served.sequence());
            }
        }
        throw new CloseConnectionException("Closed by a fault of the sandbox");
    }
}
