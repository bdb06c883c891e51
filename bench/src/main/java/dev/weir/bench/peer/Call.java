package dev.weir.bench.peer;

import java.io.Serializable;

/** One question, as it goes to a peer's engine. */
public record Call(String firstName, String lastName, String domain) implements Serializable {

    /** About a sample row; the same rows lie in our own table. */
    public static Call of(int row) {
        return new Call("Ada" + row, "Example", "company" + row % 1_000 + ".example");
    }
}
