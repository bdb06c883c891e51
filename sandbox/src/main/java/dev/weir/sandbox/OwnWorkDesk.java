package dev.weir.sandbox;

import org.jspecify.annotations.Nullable;

/** A desk for work that a user has built at a vendor's: what it finds is research, and what it refuses it says in a message. */
abstract class OwnWorkDesk implements Desk {

    final Sight sight;

    OwnWorkDesk(Sight sight) {
        this.sight = sight;
    }

    static Answer message(int status, String text, Outcome outcome) {
        return Answer.json(status, Body.of(body -> body.with("message", text)), outcome);
    }

    @Override
    public Answer refusal(Refusal why, VendorOperation operation) {
        return message(why.status, "Refused: " + why.outcome, why.outcome);
    }

    @Override
    public @Nullable String told(VendorOperation operation, Given given, String field) {
        return new Research(sight).told(operation, given, field);
    }
}
