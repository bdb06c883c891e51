package dev.weir.acceptance.judges;

import dev.weir.acceptance.Served;
import dev.weir.acceptance.Showing;
import dev.weir.acceptance.judges.Operations.Operation;
import dev.weir.acceptance.judges.Schemathesis.Finding;
import dev.weir.acceptance.judges.Schemathesis.Round;
import dev.weir.server.workspace.Role;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/** Requests that Schemathesis makes from the document, sent as everybody who may send some, and held against it. */
final class OpenApiRun {

    private static final int MOST_NAMED = 10;
    private static final int OK = 200;
    private static final int OTHERS_SHARE = 5;

    private final Judged judged;
    private final Showing showing;
    private final Path folder;
    private final Plan plan;

    OpenApiRun(Judged judged, Plan plan) {
        this.judged = judged;
        this.showing = judged.showing();
        this.folder = judged.folder();
        this.plan = plan;
    }

    /**
     * How much is tried.
     *
     * @param examples of each operation, where they are made up
     * @param time of the owner's round; the others take a fifth of it each
     */
    record Plan(int examples, Duration time, long seed) {}

    void play() throws IOException, InterruptedException {
        showing.say(plan.toString());
        showing.say("  installing Schemathesis");
        Python python = Python.in(folder.resolve("python"));
        judged.serving((server, _) -> {
            Served.Keys keys = server.keys();
            Operations operations = new Operations(server.document(server.base().resolve("/api/v1/openapi.json")));
            String workspace = String.valueOf(keys.workspace());
            Schemathesis tool = new Schemathesis(python, server.base(), workspace, plan.seed());
            Caller owner = Caller.of(Role.OWNER, keys.owner());
            Set<String> worked = new TreeSet<>();
            String viewer = server.post("/api-keys", "{\"name\": \"viewer\", \"role\": \"viewer\"}")
                    .at("/data/key")
                    .asString();
            Caller stranger = Caller.stranger(server.withWorkspace("Another").owner());
            round(
                    tool.as(owner, folder.resolve("owner"), false, plan.examples(), plan.time()),
                    owner,
                    operations,
                    worked);
            for (Caller other : List.of(
                    Caller.of(Role.VIEWER, viewer),
                    stranger,
                    Caller.installation(keys.installation()),
                    Caller.nobody())) {
                Duration time = plan.time().dividedBy(OTHERS_SHARE);
                round(tool.as(other, folder.resolve(other.name()), false, 2, time), other, operations, worked);
            }
            showing.mustHold(
                    server.send(server.request("/caps").GET().build(), BodyHandlers.discarding())
                                    .statusCode()
                            == OK,
                    "the owner's key is as good as before");
            round(
                    tool.as(
                            owner,
                            folder.resolve("ending"),
                            true,
                            plan.examples(),
                            plan.time().dividedBy(OTHERS_SHARE)),
                    owner,
                    operations,
                    worked);
            showing.say(String.format(
                    Locale.ROOT,
                    "  %,d of %,d operations were answered with success at least once",
                    worked.size(),
                    operations.size()));
            showing.mustHold(
                    worked.size() * 3 > operations.size(), "more than a third of the operations answered with success");
        });
    }

    private void round(Round round, Caller caller, Operations operations, Set<String> worked) throws IOException {
        List<Finding> faults = faults(round);
        AtomicLong answers = new AtomicLong();
        Set<String> wrong = new TreeSet<>();
        Exchanges.read(round.archive(), exchange -> {
            answers.incrementAndGet();
            Optional<Operation> operation = operations.of(exchange.method(), exchange.path());
            if (exchange.status() / 100 == 2) {
                operation.map(Operation::label).ifPresent(worked::add);
            }
            wrong(exchange, operation, caller).ifPresent(wrong::add);
        });
        showing.say(String.format(
                Locale.ROOT,
                "  %-13s %,7d requests to %d operations; %d findings, %d of them no faults",
                caller.name(),
                answers.get(),
                round.operations(),
                round.found().size(),
                round.found().size() - faults.size()));
        faults.stream()
                .limit(MOST_NAMED)
                .forEach(one -> showing.wrong(
                        one.operation() + ", as " + caller.name() + ": " + one.code() + " " + one.title()));
        wrong.stream().limit(MOST_NAMED).forEach(showing::wrong);
        showing.mustHold(
                faults.size() <= MOST_NAMED && wrong.size() <= MOST_NAMED,
                "no more than that; it is " + faults.size() + " findings and " + wrong.size() + " kinds of answers");
        showing.mustHold(answers.get() > operations.size(), "each operation was tried");
    }

    /** What it found and is no exemption. */
    static List<Finding> faults(Round round) {
        return round.found().stream()
                .filter(one -> !Exemption.has(one.code(), one.operation()))
                .toList();
    }

    /** What is wrong with an answer, whatever the document says of it. */
    static Optional<String> wrong(Exchanges.Exchange exchange, Optional<Operation> operation, Caller caller) {
        String asked = operation.map(Operation::label).orElse(exchange.method() + " " + exchange.path());
        if (exchange.status() == 0) {
            return Optional.of(asked + " was not answered");
        }
        // Metrics name the class that was started, to whoever has the installation's key.
        Optional<String> fault =
                Answers.fault(exchange.status(), exchange.path().equals("/metrics") ? "" : exchange.body());
        if (fault.isPresent()) {
            return fault.map(with -> asked + " was answered with " + with);
        }
        if (exchange.status() / 100 == 2
                && operation.filter(one -> !caller.may(one)).isPresent()) {
            return Optional.of(asked + " was answered with " + exchange.status() + " as " + caller.name());
        }
        return Optional.empty();
    }
}
