package dev.weir.acceptance.late;

/**
 * When the server of a run is killed.
 *
 * @param whileHandedOver how often while submissions leave
 * @param whileAllWait how often while every cell waits
 * @param whileAnswersCome how often while call-backs come in
 * @param whileEventsCome how often while rows go on behind the event
 */
record Kills(int whileHandedOver, int whileAllWait, int whileAnswersCome, int whileEventsCome) {

    static final Kills NONE = new Kills(0, 0, 0, 0);

    int sum() {
        return whileHandedOver + whileAllWait + whileAnswersCome + whileEventsCome;
    }
}
