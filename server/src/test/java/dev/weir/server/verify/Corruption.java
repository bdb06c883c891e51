package dev.weir.server.verify;

import java.util.List;

/**
 * Something done to a {@link SmallWorld} by its owner that must not be.
 *
 * @param named every check that must name it, and no other may, in the order of the report: the first says what was done
 */
record Corruption(String what, List<String> named, List<String> statements) {

    static Corruption of(String what, List<String> named, String... statements) {
        return new Corruption(what, named, List.of(statements));
    }

    @Override
    public String toString() {
        return what;
    }
}
