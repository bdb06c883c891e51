package dev.weir.providers;

import dev.weir.provider.FunctionProvider;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationId;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Pace;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A provider whose operations its user names, made of its facts and of what makes an operation of a name. */
final class Functions implements FunctionProvider {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Facts facts;
    private final Making operations;

    /** Makes an operation of its facts. */
    interface Making {
        Operation of(OperationSpec spec);
    }

    /**
     * What is known of it.
     *
     * @param address where it is; of what a user runs himself an address that never resolves (RFC 6761)
     * @param addressSecret the secret that holds the address; empty where everybody's is the same
     * @param secrets all of them
     * @param optional those that a credential need not have
     */
    record Facts(
            String slug,
            String title,
            URI address,
            Optional<String> addressSecret,
            List<String> secrets,
            List<String> optional,
            Pace pace,
            int batchSize,
            List<String> unconfirmed) {}

    Functions(Facts facts, Making operations) {
        this.facts = facts;
        this.operations = operations;
    }

    @Override
    public String slug() {
        return facts.slug();
    }

    @Override
    public String title() {
        return facts.title();
    }

    @Override
    public URI baseUrl() {
        return facts.address();
    }

    @Override
    public Optional<String> addressSecret() {
        return facts.addressSecret();
    }

    @Override
    public List<String> secrets() {
        return facts.secrets();
    }

    @Override
    public List<String> optionalSecrets() {
        return facts.optional();
    }

    @Override
    public List<Operation> operations() {
        return List.of();
    }

    @Override
    public List<String> unconfirmed() {
        return facts.unconfirmed();
    }

    @Override
    public Optional<String> off() {
        return Optional.of("Its operations are your own: a step names the one it asks.");
    }

    @Override
    public Pace pace() {
        return facts.pace();
    }

    /** What users run is asked each time: whether an old answer would do, it knows better. */
    @Override
    public OperationSpec spec(FunctionProvider.Function function) {
        boolean paid = function.priceMilli() > 0;
        return new OperationSpec(
                new OperationId(slug(), function.name()),
                facts.title() + ": " + function.name(),
                1,
                OperationSpec.Mode.ASYNC,
                function.inputs(),
                function.helpers(),
                function.outputs(),
                paid ? OperationSpec.Billing.RESULT : OperationSpec.Billing.NOTHING,
                0,
                "credit",
                function.priceMilli(),
                paid ? OperationSpec.Charge.ACCEPTED : OperationSpec.Charge.NEVER,
                facts.pace(),
                facts.batchSize(),
                OperationSpec.Repeat.UNKNOWN,
                false,
                Duration.ZERO,
                Duration.ZERO,
                DEADLINE);
    }

    @Override
    public Optional<Operation> operation(String name) {
        try {
            new OperationId(slug(), name);
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
        return Optional.of(operation(
                new FunctionProvider.Function(name, List.of(Set.of("custom.input")), Set.of(), List.of(), 0)));
    }

    /** The operation as a step asks it. */
    Operation operation(FunctionProvider.Function function) {
        return operations.of(spec(function));
    }
}
