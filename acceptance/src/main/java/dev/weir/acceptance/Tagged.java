package dev.weir.acceptance;

import dev.weir.provider.Ask;
import dev.weir.provider.Call;
import dev.weir.provider.Exchange;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Provider;
import dev.weir.provider.Reply;
import java.net.URI;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A provider whose calls carry the key of their asking as {@code X-Request-Id}, which the sandbox's ledger keeps: so
 * that each entry of it names the one cell and place it was made for.
 */
record Tagged(Provider provider, UnaryOperator<Operation> around) implements Provider {

    static final String HEADER = "X-Request-Id";

    static List<Provider> all(List<Provider> providers) {
        return all(providers, UnaryOperator.identity());
    }

    /** @param around what else is put around each operation, such as a planted bug */
    static List<Provider> all(List<Provider> providers, UnaryOperator<Operation> around) {
        return providers.stream().<Provider>map(one -> new Tagged(one, around)).toList();
    }

    @Override
    public String slug() {
        return provider.slug();
    }

    @Override
    public String title() {
        return provider.title();
    }

    @Override
    public URI baseUrl() {
        return provider.baseUrl();
    }

    @Override
    public List<String> secrets() {
        return provider.secrets();
    }

    @Override
    public List<Operation> operations() {
        return provider.operations().stream()
                .<Operation>map(operation -> around.apply(new TaggedOperation(operation)))
                .toList();
    }

    @Override
    public List<String> unconfirmed() {
        return provider.unconfirmed();
    }

    private record TaggedOperation(Operation operation) implements Operation {
        @Override
        public OperationSpec spec() {
            return operation.spec();
        }

        @Override
        public Reply ask(Ask ask, Exchange exchange) {
            return operation.ask(ask, new TaggedExchange(ask.idempotencyKey(), exchange));
        }
    }

    private record TaggedExchange(String key, Exchange exchange) implements Exchange {
        @Override
        public URI base() {
            return exchange.base();
        }

        @Override
        public String secret(String name) {
            return exchange.secret(name);
        }

        @Override
        public Sent send(Call call) {
            return exchange.send(call.header(HEADER, key));
        }
    }
}
