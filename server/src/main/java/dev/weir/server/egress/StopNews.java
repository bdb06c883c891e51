package dev.weir.server.egress;

import java.util.function.BooleanSupplier;

/** Has a credential's stop told durably, in the transaction that stores it: once per stop in the whole cluster. */
@FunctionalInterface
public interface StopNews {

    /** Tells nobody. */
    StopNews NONE = (_, store) -> store.getAsBoolean();

    /**
     * Runs {@code store} and, when it says that the stop was stored, notes the news, in one transaction.
     *
     * @return what {@code store} has said: false when another change came first, and then there is no news
     */
    boolean with(CredentialStopped stopped, BooleanSupplier store);
}
