package dev.weir.bench;

import java.util.List;

/**
 * How much the bench of several nodes runs.
 *
 * @param numbers of nodes, the first of which the others are divided by
 * @param rows of the job that is measured
 * @param warmUpRows of a job before it, for each node
 * @param repeats of all numbers, in turn
 */
public record NodesOptions(List<Integer> numbers, int rows, int warmUpRows, int repeats) {

    /** A few minutes on two quiet cores. */
    public static final NodesOptions DEFAULT = new NodesOptions(List.of(1, 2, 4), 300_000, 100_000, 3);

    public NodesOptions {
        numbers = List.copyOf(numbers);
        if (numbers.size() < 2) {
            throw new IllegalArgumentException("there are two numbers of nodes at least: " + numbers);
        }
        numbers.forEach(number -> Options.between("nodes", number, 1, 50));
        Options.between("rows", rows, 1_000, 10_000_000);
        Options.between("warm-up rows", warmUpRows, 100, 1_000_000);
        Options.between("repeats", repeats, 1, 20);
    }

    /** Everything once and small: shows that all figures come out, not what they are. */
    public static NodesOptions quick() {
        return new NodesOptions(List.of(1, 2), 5_000, 1_000, 1);
    }

    public NodesOptions withNumbers(List<Integer> others) {
        return new NodesOptions(others, rows, warmUpRows, repeats);
    }

    public NodesOptions withRows(int other) {
        return new NodesOptions(numbers, other, warmUpRows, repeats);
    }

    public NodesOptions withRepeats(int other) {
        return new NodesOptions(numbers, rows, warmUpRows, other);
    }
}
