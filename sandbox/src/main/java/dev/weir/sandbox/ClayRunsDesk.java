package dev.weir.sandbox;

import java.util.function.BiConsumer;

/** What both kinds of runs of Clay's public API have in common. */
abstract class ClayRunsDesk extends OwnWorkDesk {

    ClayRunsDesk(Sight sight) {
        super(sight);
    }

    /** Its 429 always says how long to wait. */
    @Override
    public void headers(Answer answer, int chargedMilli, Account account, BiConsumer<String, String> sink) {
        if (answer.status() == 429) {
            sink.accept("retry-after", Integer.toString(Math.max(1, account.retryAfterSeconds())));
        }
    }
}
