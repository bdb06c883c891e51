package dev.weir.providers;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.weir.provider.Ask;
import dev.weir.provider.Callback;
import dev.weir.provider.Exchange;
import dev.weir.provider.Fields;
import dev.weir.provider.FunctionProvider;
import dev.weir.provider.Heard;
import dev.weir.provider.Item;
import dev.weir.provider.LateOperation;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.provider.Submitted;
import dev.weir.provider.Values;
import dev.weir.sandbox.LateSettings;
import dev.weir.sandbox.Quirks;
import dev.weir.sandbox.SandboxServer;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Truth;
import dev.weir.sandbox.TruthValue;
import dev.weir.sandbox.VendorOperation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hands questions over HTTP to vendors that answer later, who are played from their pages by others' code. */
class LateProvidersAgainstSandboxTest {

    private static final Map<VendorOperation, LateOperation> OPERATIONS = new LinkedHashMap<>();

    static {
        OPERATIONS.put(VendorOperation.FULLENRICH_EMAIL, (LateOperation) Known.operation("fullenrich.email"));
        OPERATIONS.put(
                VendorOperation.FULLENRICH_PERSONAL, (LateOperation) Known.operation("fullenrich.personal-email"));
        OPERATIONS.put(VendorOperation.FULLENRICH_PHONE, (LateOperation) Known.operation("fullenrich.phone"));
        OPERATIONS.put(VendorOperation.FULLENRICH_PROFILE, (LateOperation) Known.operation("fullenrich.reverse-email"));
        OPERATIONS.put(VendorOperation.APOLLO_PHONE, (LateOperation) Known.operation("apollo.phone"));
        OPERATIONS.put(
                VendorOperation.APOLLO_WATERFALL_EMAIL, (LateOperation) Known.operation("apollo-waterfall.email"));
        OPERATIONS.put(
                VendorOperation.APOLLO_WATERFALL_PHONE, (LateOperation) Known.operation("apollo-waterfall.phone"));
        OPERATIONS.put(VendorOperation.CLEARBIT_LATER_PERSON, (LateOperation) Known.operation("clearbit-later.person"));
        OPERATIONS.put(VendorOperation.HTTP_FUNCTION_WORK, function(HttpFunction.provider()));
        OPERATIONS.put(VendorOperation.N8N_WORKFLOW, function(N8n.provider()));
        OPERATIONS.put(VendorOperation.CLAY_ROW, function(ClayTable.provider()));
        OPERATIONS.put(VendorOperation.CLAY_ITEM, function(ClayRoutines.provider()));
        OPERATIONS.put(VendorOperation.CLAY_LARGE_ITEM, function(ClayLarge.provider()));
    }

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final LinkedBlockingQueue<Called> called = new LinkedBlockingQueue<>();
    private HttpServer receiver;
    private SandboxServer sandbox;
    private final Map<Class<?>, Integer> seen = new HashMap<>();
    private long costMilli;

    /** A call-back, and the address that says whose it is. */
    private record Called(String path, Callback callback) {
        boolean isFor(Submission submission) {
            return path.endsWith("/" + submission.reference())
                    || submission.items().stream().anyMatch(item -> path.contains("/" + item.key() + "/"));
        }
    }

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(threads);
        receiver.createContext("/", exchange -> {
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            called.add(new Called(
                    exchange.getRequestURI().getPath(),
                    new Callback(headers, Map.of(), exchange.getRequestBody().readAllBytes())));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        sandbox = SandboxServer.start(settings(), folder, 0);
    }

    @AfterEach
    void stop() throws IOException {
        sandbox.close();
        receiver.stop(0);
        threads.shutdownNow();
    }

    private static SandboxSettings settings() {
        return SandboxSettings.DEFAULT
                .withSeed(7)
                .withAll(vendor -> vendor.withQuirks(Quirks.DEFAULT.withSparse(0.3))
                        .withLater(LateSettings.DEFAULT
                                .withDelay(0, 0)
                                .withShuffled(0.5)
                                .withTwice(0.3)));
    }

    static Set<VendorOperation> played() {
        return OPERATIONS.keySet();
    }

    private static LateOperation function(FunctionProvider provider) {
        return (LateOperation) FunctionsContractTest.operation(provider);
    }

    private static LateOperation operation(VendorOperation played) {
        return Objects.requireNonNull(OPERATIONS.get(played));
    }

    private Exchange exchange(LateOperation operation) {
        String slug = operation.spec().id().provider();
        String path = Known.PROVIDERS.find(slug).orElseThrow().baseUrl().getPath();
        return new LoopbackExchange(URI.create(sandbox.base(slug) + path));
    }

    /** Several submissions, as many as the operation's batch size makes of them. */
    private List<Submission> submissions(LateOperation operation, int subjects) {
        List<Submission> submissions = new ArrayList<>();
        String address = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/api/v1/callbacks/vendor/weir-";
        int size = Math.min(operation.spec().batchSize(), 20);
        for (int from = 0; from < subjects; from += size) {
            List<Item> items = new ArrayList<>();
            for (int i = from; i < Math.min(subjects, from + size); i++) {
                List<Set<String>> alternatives = operation.spec().inputs().stream()
                        .filter(fields -> !fields.contains("person.personal_email"))
                        .toList();
                Map<String, Object> inputs = new Values(ShippedProvidersAgainstSandboxTest.subject(i))
                        .only(alternatives.get(i % alternatives.size()))
                        .byField();
                items.add(new Item("item-" + i, new Ask(inputs, operation.spec().outputs(), "1:" + i + ":step:p")));
            }
            submissions.add(new Submission("weir-" + from, items, URI.create(address + from)));
        }
        return submissions;
    }

    @ParameterizedTest
    @MethodSource("played")
    void whatIsCalledBackIsTheTruthAndCostsWhatTheVendorCharged(VendorOperation played) throws InterruptedException {
        LateOperation operation = operation(played);
        if (!operation.callsBack()) {
            return;
        }
        for (Submission submission : submissions(operation, 60)) {
            Map<String, Reply> answers =
                    new HashMap<>(((Submitted.Accepted) operation.submit(submission, exchange(operation))).answered());
            while (answers.size() < submission.items().size()) {
                Called call = Objects.requireNonNull(called.poll(10, TimeUnit.SECONDS), "nobody called back");
                if (!call.isFor(submission)) {
                    continue; // one that came twice
                }
                Callback callback = call.callback();
                operation
                        .signature()
                        .ifPresent(signature -> assertThat(signature.isGenuine(callback, "sandbox-key", Instant.now()))
                                .isTrue());
                Heard heard = operation.read(submission, callback);
                heard.answers().forEach(answers::putIfAbsent);
            }
            submission
                    .items()
                    .forEach(item ->
                            compare(played, item.ask(), Objects.requireNonNull(answers.get(item.key()), "no answer")));
        }
        assertSeenAndPaid(played);
    }

    @ParameterizedTest
    @MethodSource("played")
    void whatIsReadByAskingIsTheSame(VendorOperation played) {
        LateOperation operation = operation(played);
        if (operation.polling().isEmpty()) {
            return;
        }
        for (Submission submission : submissions(operation, 60)) {
            Submitted.Accepted taken = (Submitted.Accepted) operation.submit(submission, exchange(operation));
            Map<String, Reply> answers = new HashMap<>(taken.answered());
            if (answers.size() < submission.items().size()) {
                Heard heard = operation.poll(submission, taken.vendorId(), exchange(operation));
                assertThat(heard.ended()).as("%s", heard).isTrue();
                answers.putAll(heard.answers());
            }
            submission
                    .items()
                    .forEach(item ->
                            compare(played, item.ask(), Objects.requireNonNull(answers.get(item.key()), "no answer")));
        }
        assertSeenAndPaid(played);
    }

    private void assertSeenAndPaid(VendorOperation played) {
        assertThat(seen).containsKeys(Reply.Found.class, Reply.NotFound.class);
        assertThat(sandbox.ledger().summary().chargedMilli(played.vendor())).isEqualTo(costMilli);
    }

    private void compare(VendorOperation played, Ask ask, Reply reply) {
        seen.merge(reply.getClass(), 1, Integer::sum);
        Map<String, String> texts = new HashMap<>();
        ask.inputs().forEach((name, value) -> texts.put(name, value.toString()));
        Values values = switch (reply) {
            case Reply.Found(Values found, Receipt receipt) -> {
                costMilli += receipt.vendorCostMilli();
                yield found;
            }
            case Reply.NotFound(Receipt receipt) -> {
                costMilli += receipt.vendorCostMilli();
                yield Values.none();
            }
            default -> throw new AssertionError("asked with " + texts + ": " + reply);
        };
        Truth truth = Truth.of(settings());
        for (String field : operation(played).spec().outputs()) {
            if (!played.gives().contains(field)) {
                continue;
            }
            Optional<String> told = truth.value(List.of(played), texts, field).map(TruthValue::value);
            assertThat(values.get(field).map(Fields::toText))
                    .as("%s asked with %s: %s", field, texts, reply)
                    .isEqualTo(told);
        }
    }
}
