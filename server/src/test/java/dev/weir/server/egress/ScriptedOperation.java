package dev.weir.server.egress;

import dev.weir.provider.Ask;
import dev.weir.provider.Exchange;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationId;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.OperationSpec.Billing;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Mode;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Pace;
import dev.weir.provider.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Answers what it was told to, in order, the last one for ever; 100 thousandths of a credit a call. */
final class ScriptedOperation implements Operation {

    static final Ask ASK = new Ask(Map.of("company.domain", "x.example"), List.of("company.name"), "1:0:name:hunter");

    private final OperationSpec spec;
    private final List<Function<Exchange, Reply>> script;
    final List<Long> askedAt = new ArrayList<>();
    private final Ticker ticker;

    private ScriptedOperation(Ticker ticker, Repeat repeat, List<Function<Exchange, Reply>> script) {
        this.ticker = ticker;
        this.script = new ArrayList<>(script);
        this.spec = new OperationSpec(
                new OperationId("hunter", "company"),
                "Company",
                1,
                Mode.SYNC,
                List.of(Set.of("company.domain")),
                Set.of(),
                List.of("company.name"),
                Billing.RESULT,
                100,
                "credit",
                100,
                Charge.ACCEPTED,
                Pace.unlimited(10),
                1,
                repeat,
                false,
                Duration.ofDays(30),
                Duration.ofDays(7),
                Duration.ofSeconds(5));
    }

    static ScriptedOperation replying(Ticker ticker, Repeat repeat, Reply... replies) {
        return new ScriptedOperation(
                ticker,
                repeat,
                Arrays.stream(replies)
                        .<Function<Exchange, Reply>>map(reply -> exchange -> reply)
                        .toList());
    }

    static ScriptedOperation calling(Ticker ticker, Repeat repeat, Function<Exchange, Reply> script) {
        return new ScriptedOperation(ticker, repeat, List.of(script));
    }

    @Override
    public OperationSpec spec() {
        return spec;
    }

    @Override
    public Reply ask(Ask ask, Exchange exchange) {
        Function<Exchange, Reply> next;
        synchronized (this) {
            askedAt.add(ticker.nanos());
            next = script.size() == 1 ? script.getFirst() : script.removeFirst();
        }
        return next.apply(exchange);
    }

    synchronized int calls() {
        return askedAt.size();
    }
}
