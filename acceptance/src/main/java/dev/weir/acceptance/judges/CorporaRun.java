package dev.weir.acceptance.judges;

import dev.weir.acceptance.Narration;
import dev.weir.acceptance.Served;
import dev.weir.acceptance.Showing;
import dev.weir.acceptance.Waiting;
import dev.weir.acceptance.judges.Bodies.Body;
import dev.weir.acceptance.judges.Texts.Address;
import dev.weir.acceptance.judges.Texts.Text;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Odd texts, sent through every door of a server. */
final class CorporaRun {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration END = Duration.ofMinutes(2);
    private static final Duration CALL = Duration.ofSeconds(2);
    private static final String JSON = "application/json";
    private static final String ODD = "odd";

    /** Addresses that lead into this machine or its network, as a browser has read them. */
    private static final Pattern INSIDE =
            Pattern.compile("localhost|127\\..*|10\\..*|192\\.168\\..*|169\\.254\\..*|0\\.0\\.0\\.0"
                    + "|172\\.(1[6-9]|2\\d|3[01])\\..*|\\[(::|::1|f[cd].*|fe[89ab].*|::ffff:.*)]");

    /** Ways to write this machine's address; the port follows. */
    static final List<String> SELF = List.of(
            "127.0.0.1",
            "localhost",
            "LOCALHOST",
            "localhost.",
            "127.0.0.1.",
            "127.1",
            "127.0.1",
            "2130706433",
            "0x7f000001",
            "0x7f.0.0.1",
            "0177.0.0.1",
            "017700000001",
            "127.0.0.2",
            "0.0.0.0",
            "0",
            "[::1]",
            "[::]",
            "[0:0:0:0:0:0:0:1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[::127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "user@127.0.0.1",
            "example.com@127.0.0.1",
            "%31%32%37.0.0.1",
            "①②⑦.⓪.⓪.①",
            "127。0。0。1",
            "１２７.０.０.１",
            "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
            "loc\u00adalhost",
            "localhost\t",
            "example.com\\@127.0.0.1",
            "127.0.0.1%00.example.com",
            "169.254.169.254",
            "[fd00:ec2::254]",
            "metadata.google.internal",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.0.1",
            "100.64.0.1");

    private final Served server;
    private final Plan plan;
    private final Answers answers = new Answers();
    private final String workspace;

    private CorporaRun(Served server, Plan plan) {
        this.server = server;
        this.plan = plan;
        this.workspace = String.valueOf(server.keys().workspace());
    }

    /**
     * How much is sent.
     *
     * @param every so manieth text of JSONTestSuite goes to each operation
     * @param strings in each text of each operation
     * @param calls whether a vendor is asked, which answers with JSONTestSuite, and functions at this machine's addresses,
     *     which takes two seconds each
     * @param corpora where those lie that the tree's tests have, too
     */
    record Plan(int every, int strings, boolean calls, Path corpora) {}

    static void play(Judged judged, Plan plan) throws IOException, InterruptedException {
        Showing showing = judged.showing();
        showing.say(plan.toString());
        List<Text> json = Texts.json();
        List<String> naughty = Texts.list(plan.corpora().resolve("naughty/blns.json"));
        List<Text> csv = Texts.files(plan.corpora().resolve("csv-spectrum/csvs"));
        try (OddVendor vendor = OddVendor.open(json);
                Canary canary = Canary.open()) {
            Judged open = judged.with("WEIR_WEBHOOK_HTTP", "true").with("WEIR_ALLOW_ADDRESSES", vendor.address());
            open.servingReal((server, _) -> {
                CorporaRun run = new CorporaRun(server, plan);
                Narration narration = Narration.to(showing::say);
                run.furnish(vendor);
                List<Body> bodies = Bodies.of(server.document(server.base().resolve("/api/v1/openapi.json")));
                narration.tell("bodies");
                run.bodies(bodies, json);
                narration.tell("deliveries");
                run.source(json);
                narration.tell("strings");
                run.naughty(bodies, naughty);
                narration.tell("lists");
                run.lists(csv, json, naughty);
                if (plan.calls()) {
                    narration.tell("answers of a vendor");
                    run.furnish(vendor);
                    run.vendor(vendor, json);
                }
                narration.tell("addresses");
                run.addresses(canary);
                run.answers.tell(showing);
                showing.mustHold(
                        canary.visitors() == 0, "nobody was sent into this machine; " + canary.visitors() + " were");
            });
        }
    }

    private void furnish(OddVendor vendor) throws IOException, InterruptedException {
        server.functionsAt(vendor.address());
        // What was sent before may have set some, under which a job waits.
        server.put("/caps", "{}");
        HttpResponse<String> made = send("POST", "/registry/steps", JSON, """
                {"name": "odd", "provider": "http-function", "function": "odd", "fields": ["custom.odd"],
                 "config": {"inputs": [["company.domain"]]}}""".getBytes(StandardCharsets.UTF_8));
        if (made.statusCode() / 100 == 2) {
            server.post("/blueprints", "{\"slug\": \"odd\", \"steps\": [\"odd\"]}");
        }
    }

    private HttpResponse<String> send(String method, String rest, String type, byte[] body)
            throws IOException, InterruptedException {
        return server.send(
                server.request(rest)
                        .header("Content-Type", type)
                        .method(method, BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> sendTo(String method, String path, byte[] body)
            throws IOException, InterruptedException {
        return server.send(
                HttpRequest.newBuilder(URI.create(server.base() + path))
                        .header("Authorization", "Bearer " + server.owner())
                        .header("Content-Type", JSON)
                        .method(method, BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    /** A text that is nothing is no body, which some operations can do without. */
    static boolean mayBeTaken(Text text) {
        String read = new String(text.bytes(), StandardCharsets.UTF_8);
        return !text.name().startsWith("n_") || read.isBlank();
    }

    private void bodies(List<Body> bodies, List<Text> json) throws IOException, InterruptedException {
        int first = 0;
        for (Body body : bodies) {
            for (int i = first++ % plan.every(); i < json.size(); i += plan.every()) {
                Text text = json.get(i);
                HttpResponse<String> got = sendTo(body.method(), body.at(workspace, "1"), text.bytes());
                answers.note(
                        "JSONTestSuite as bodies",
                        body.method() + " " + body.path() + " with " + text.name(),
                        got.statusCode(),
                        got.body(),
                        mayBeTaken(text));
            }
        }
    }

    private void source(List<Text> json) throws IOException, InterruptedException {
        JsonNode made = server.post("/audience/sources", """
                {"slug": "odd", "title": "Odd", "signature": {"scheme": "address"}, "mapping": {"email": "/email"}}""");
        String path = URI.create(made.at("/data/address").asString()).getPath();
        for (Text text : json) {
            HttpResponse<String> got = sendTo("POST", path, text.bytes());
            answers.note("JSONTestSuite as deliveries", text.name(), got.statusCode(), got.body(), mayBeTaken(text));
            HttpResponse<String> back = sendTo("POST", "/api/v1/callbacks/http-function/cb_1_none", text.bytes());
            answers.note("JSONTestSuite called back", text.name(), back.statusCode(), back.body(), false);
        }
    }

    private void naughty(List<Body> bodies, List<String> naughty) throws IOException, InterruptedException {
        int next = 0;
        for (Body body : bodies) {
            for (JsonPointer place : body.texts()) {
                for (int i = 0; i < plan.strings(); i++) {
                    String text = naughty.get(next++ % naughty.size());
                    HttpResponse<String> got = sendTo(
                            body.method(),
                            body.at(workspace, "1"),
                            body.with(place, text).getBytes(StandardCharsets.UTF_8));
                    answers.note(
                            "naughty strings in bodies",
                            body.method() + " " + body.path() + " with '" + text + "' at " + place,
                            got.statusCode(),
                            got.body(),
                            true);
                }
            }
            for (int i = 0; i < plan.strings(); i++) {
                String text = encoded(naughty.get(next++ % naughty.size()));
                HttpResponse<String> got = sendTo(
                        body.method(),
                        body.at(workspace, text) + "?" + text + "=" + text,
                        "{}".getBytes(StandardCharsets.UTF_8));
                answers.note(
                        "naughty strings in addresses",
                        body.method() + " " + body.path() + " with " + text,
                        got.statusCode(),
                        got.body(),
                        true);
            }
        }
    }

    private static String encoded(String text) {
        String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        return encoded.isEmpty() ? "%20" : encoded;
    }

    private void lists(List<Text> csv, List<Text> json, List<String> naughty) throws IOException, InterruptedException {
        List<Text> all = new ArrayList<>(csv);
        all.addAll(json);
        all.add(new Text(
                "naughty strings",
                ("email,company.domain,note\n"
                                + String.join(
                                        "\n",
                                        naughty.stream()
                                                .map(text ->
                                                        "a@b.example,c.example,\"" + text.replace("\"", "\"\"") + "\"")
                                                .toList()))
                        .getBytes(StandardCharsets.UTF_8)));
        for (Text text : all) {
            for (String path : List.of("/audience/uploads", "/enrichment-jobs?blueprint=" + ODD)) {
                HttpResponse<String> got = send("POST", path, "text/csv", text.bytes());
                answers.note("lists", path + " with " + text.name(), got.statusCode(), got.body(), true);
            }
        }
    }

    /** Each text as an answer, and then with the ticket of whatever still waits. */
    private void vendor(OddVendor vendor, List<Text> json) throws IOException, InterruptedException {
        StringBuilder csv = new StringBuilder("company.domain\n");
        for (int i = 0; i < json.size(); i++) {
            csv.append(OddVendor.company(i)).append('\n');
        }
        String job = server.upload(ODD, csv.toString());
        Waiting.until(
                "the vendor was asked about each company",
                PATIENCE,
                () -> vendor.tickets().size() >= json.size() || closed(job));
        for (Map.Entry<Integer, String> ticket : vendor.tickets().entrySet()) {
            Text text = json.get(ticket.getKey());
            String path = "/api/v1/tickets/" + ticket.getValue() + "/result";
            HttpResponse<String> got = sendTo("POST", path, text.bytes());
            answers.note("JSONTestSuite as results", text.name(), got.statusCode(), got.body(), true);
            HttpResponse<String> end =
                    sendTo("POST", path, "{\"status\": \"not_found\"}".getBytes(StandardCharsets.UTF_8));
            answers.note("results after that", text.name(), end.statusCode(), end.body(), true);
        }
        if (!Waiting.until(() -> closedNow(job), CALL, END)) {
            answers.wrong("the job that was answered with JSONTestSuite does not end: " + server.job(job));
        }
    }

    private boolean closed(String job) throws IOException, InterruptedException {
        return server.job(job).path("phase").asString().equals("closed");
    }

    private boolean closedNow(String job) {
        try {
            return closed(job);
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private void addresses(Canary canary) throws IOException, InterruptedException {
        for (Address address : Texts.addresses()) {
            boolean inside =
                    address.host() != null && INSIDE.matcher(address.host()).matches();
            webhook("addresses of the web", address.input(), !inside, false);
        }
        for (String host : SELF) {
            for (String scheme : List.of("http://", "https://")) {
                String url = scheme + host + ":" + canary.port() + "/";
                webhook("addresses of this machine", url, true, true);
                if (plan.calls()) {
                    provider(url);
                }
            }
            database(host, canary.port());
        }
    }

    private void webhook(String door, String url, boolean mayBeTaken, boolean test)
            throws IOException, InterruptedException {
        ObjectNode body = JsonMapper.shared().createObjectNode().put("callbackUrl", url);
        body.putArray("eventTypes").add("job.completed");
        HttpResponse<String> got =
                send("POST", "/webhooks", JSON, body.toString().getBytes(StandardCharsets.UTF_8));
        answers.note(door, "'" + url + "' for a webhook", got.statusCode(), got.body(), mayBeTaken);
        if (got.statusCode() / 100 == 2) {
            String path = "/webhooks/"
                    + JsonMapper.shared()
                            .readTree(got.body())
                            .at("/data/webhook/id")
                            .asLong();
            if (test) {
                HttpResponse<String> tested = send("POST", path + "/test", JSON, new byte[0]);
                answers.note(door, "a test of '" + url + "'", tested.statusCode(), tested.body(), true);
            }
            send("DELETE", path, JSON, new byte[0]);
        }
    }

    private void provider(String url) throws IOException, InterruptedException {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.putObject("secrets").put("base_url", url);
        HttpResponse<String> got =
                send("PUT", "/credentials/http-function", JSON, body.toString().getBytes(StandardCharsets.UTF_8));
        answers.note("addresses of functions", "'" + url + "'", got.statusCode(), got.body(), true);
        if (got.statusCode() / 100 == 2) {
            String job = server.upload(ODD, "company.domain\nodd1.example\n");
            // Long enough for a call to leave, which has to wait for nothing; whether it does is for the canary to
            // tell.
            Thread.sleep(CALL);
            send("POST", job + "/cancel", JSON, new byte[0]);
        }
    }

    private void database(String host, int port) throws IOException, InterruptedException {
        ObjectNode body = JsonMapper.shared()
                .createObjectNode()
                .put("host", host)
                .put("port", port)
                .put("database", "weir")
                .put("user", "weir")
                .put("password", "weir")
                .put("tls", "disable");
        HttpResponse<String> got =
                send("PUT", "/database", JSON, body.toString().getBytes(StandardCharsets.UTF_8));
        answers.note("hosts of databases", "'" + host + "'", got.statusCode(), got.body(), true);
        if (got.statusCode() / 100 == 2) {
            HttpResponse<String> tested = send("POST", "/database/test", JSON, new byte[0]);
            answers.note("hosts of databases", "a test of '" + host + "'", tested.statusCode(), tested.body(), true);
        }
    }
}
