package dev.weir.sandbox;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The sandbox's own address, {@code /_sandbox/}: settings, outages, the ledger, and call-backs that were heard. */
final class Control {
    static final String PREFIX = "/_sandbox/";
    private static final String JSON = "application/json";
    private static final String JSON_LINES = "application/x-ndjson";

    private final Clerk clerk;
    private final Ledger ledger;
    private final HeardFile heard;

    Control(Clerk clerk, Ledger ledger, HeardFile heard) {
        this.clerk = clerk;
        this.ledger = ledger;
        this.heard = heard;
    }

    void handle(String path, ServerRequest request, ServerResponse response) throws IOException {
        String call = request.prologue().method().text() + " " + path.substring(PREFIX.length());
        try {
            var params = new Params(request.query().rawValue());
            switch (call) {
                case "GET ledger" -> stream(params, response);
                case "GET ledger/summary" -> json(response, ledger.summary().toJson());
                case "GET callbacks" -> heard(response);
                case "GET settings" -> settings(response);
                case "PUT settings" -> {
                    change(clerk.settings().changedBy(request.content().as(String.class)));
                    settings(response);
                }
                case "PUT outage" -> {
                    outage(params);
                    settings(response);
                }
                default -> response.status(Status.NOT_FOUND_404).send("The sandbox has no such control.");
            }
        } catch (IllegalArgumentException e) {
            response.status(Status.BAD_REQUEST_400).send(String.valueOf(e.getMessage()));
        }
    }

    private synchronized void change(SandboxSettings settings) {
        clerk.settings(settings);
    }

    private void settings(ServerResponse response) {
        response.header(HeaderNames.CONTENT_TYPE, JSON);
        response.send(clerk.settings().toJson());
    }

    /** {@code PUT /_sandbox/outage?vendor=hunter&on=true}. */
    private void outage(Params params) {
        Vendor vendor = Vendor.of(String.valueOf(params.get("vendor")));
        boolean on = params.isTrue("on");
        change(clerk.settings().with(vendor, own -> {
            VendorSettings.Outage known = own.outage();
            return own.withOutage(new VendorSettings.Outage(on, known.fromCall(), known.toCall(), known.kind()));
        }));
    }

    private static void json(ServerResponse response, byte[] body) {
        response.header(HeaderNames.CONTENT_TYPE, JSON);
        response.send(body);
    }

    /** One line of JSON per call; {@code since} is a sequence and itself not included. */
    private void stream(Params params, ServerResponse response) throws IOException {
        String vendor = params.get("vendor");
        String operation = params.get("operation");
        long since = number(params.get("since"), 0);
        long limit = number(params.get("limit"), Long.MAX_VALUE);
        response.header(HeaderNames.CONTENT_TYPE, JSON_LINES);
        try (OutputStream out = new BufferedOutputStream(response.outputStream(), 1 << 15)) {
            var lines = new Object() {
                long left = limit;
            };
            ledger.read(since, entry -> {
                boolean wanted = (vendor == null || vendor.equals(entry.vendor().slug()))
                        && (operation == null
                                || operation.equals(entry.operation().id()));
                if (wanted && lines.left > 0) {
                    lines.left--;
                    line(out, entry);
                }
            });
        }
    }

    private void heard(ServerResponse response) throws IOException {
        response.header(HeaderNames.CONTENT_TYPE, JSON_LINES);
        try (OutputStream out = response.outputStream()) {
            heard.copyTo(out);
        }
    }

    private static void line(OutputStream out, LedgerEntry entry) {
        try {
            out.write(entry.toJson());
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("The reader of the ledger hung up", e);
        }
    }

    private static long number(@Nullable String text, long otherwise) {
        return text == null ? otherwise : Long.parseLong(text);
    }
}
