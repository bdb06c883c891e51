package dev.weir.provider;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A provider whose operations its user names: each is an address below the credential's, and what it needs and gives is
 * said by the step that asks it.
 */
public interface FunctionProvider extends Provider {

    /**
     * What a step says of the function it asks.
     *
     * @param name names the operation; as {@link OperationId} takes it
     * @param inputs see {@link OperationSpec#inputs()}
     * @param helpers see {@link OperationSpec#helpers()}
     * @param outputs see {@link OperationSpec#outputs()}
     * @param priceMilli what the customer pays for an accepted answer, in 1/1000 credit
     */
    record Function(String name, List<Set<String>> inputs, Set<String> helpers, List<String> outputs, long priceMilli) {}

    /** The facts of the operation. @throws IllegalArgumentException saying what is wrong with the function */
    OperationSpec spec(Function function);

    /** The operation of any function's name; its own {@code spec()} speaks of no particular step. */
    @Override
    Optional<Operation> operation(String name);
}
