package dev.weir.provider;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A provider whose operations its user names: each is an address below the credential's, and what it needs and gives is
 * said by the step that asks it. {@link #operations()} is empty.
 */
public interface FunctionProvider extends Provider {

    /** The field that says that a function is done, for one that stores what it finds itself and gives nothing else. */
    String DONE = "custom.done";

    /**
     * Whether a field says no more than that a function is done: {@link #DONE}, or one such as {@code custom.research.done},
     * by which several steps of a blueprint are told apart.
     */
    static boolean saysDone(String field) {
        return field.startsWith("custom.") && field.endsWith(".done");
    }

    /**
     * What a step says of the function it asks.
     *
     * @param name names the operation; as {@link OperationId} takes it
     * @param inputs see {@link OperationSpec#inputs()}
     * @param helpers see {@link OperationSpec#helpers()}
     * @param outputs see {@link OperationSpec#outputs()}; none becomes {@link #DONE} alone
     * @param priceMilli what the customer pays for an accepted answer, in 1/1000 credit
     */
    record Function(String name, List<Set<String>> inputs, Set<String> helpers, List<String> outputs, long priceMilli) {
        public Function {
            inputs = inputs.stream().map(Set::copyOf).toList();
            helpers = Set.copyOf(helpers);
            outputs = outputs.isEmpty() ? List.of(DONE) : List.copyOf(outputs);
        }
    }

    /** The facts of the operation. @throws IllegalArgumentException saying what is wrong with the function */
    OperationSpec spec(Function function);

    /**
     * The operation of any function's name; its own {@code spec()} speaks of no particular step. Empty when the name is
     * none that {@link OperationId} takes.
     */
    @Override
    Optional<Operation> operation(String name);
}
