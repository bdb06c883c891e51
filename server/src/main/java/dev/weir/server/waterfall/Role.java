package dev.weir.server.waterfall;

/** What a place of a waterfall is asked for. */
public sealed interface Role {

    /** To find the step's fields. */
    record Find() implements Role {}

    /**
     * To guess them: nobody has said that it is so, and it counts only when a verification calls it valid. Where nothing
     * is verified, no guess ever counts.
     */
    record Guess() implements Role {}

    /** To verify what another place has found. @param candidate that place's index, which is before this one's */
    record Verify(int candidate) implements Role {}

    Role FIND = new Find();

    Role GUESS = new Guess();
}
