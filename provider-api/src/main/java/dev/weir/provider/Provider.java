package dev.weir.provider;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * A vendor as Weir sees it: a name, an address and the operations it offers.
 *
 * <p>Implementations are immutable and thread-safe; the server holds one instance for its whole life. Two providers
 * with one slug refuse to load.
 */
public interface Provider {

    /** Lower-case identity, {@code [a-z0-9-]+}; part of idempotency keys, so it never changes. */
    String slug();

    /** The name people know the vendor by. */
    String title();

    /** Where the vendor's API lives, without a trailing slash. A credential or the sandbox may name another address. */
    URI baseUrl();

    /** The names of the secrets a call needs, such as {@code api_key}; empty when none is needed. */
    List<String> secrets();

    /** Those of {@link #secrets()} that a credential need not have; what is not set reads as an empty text. */
    default List<String> optionalSecrets() {
        return List.of();
    }

    /**
     * Of {@link #secrets()}, the one that holds the address to be called in the place of {@link #baseUrl()}, for what a
     * user runs himself; empty for a vendor that lives where it lives.
     */
    default Optional<String> addressSecret() {
        return Optional.empty();
    }

    /**
     * Where it is to be reached with these secrets.
     *
     * @throws IllegalArgumentException saying why the secret that holds the address is none
     */
    default URI address(Map<String, String> secrets) {
        return addressSecret()
                .map(name -> Addresses.read(secrets.getOrDefault(name, "")))
                .orElseGet(this::baseUrl);
    }

    /**
     * In declaration order, which is the order in which a bare slug offers them to a waterfall. Empty only for a
     * {@link FunctionProvider}, whose operations are named by those who ask.
     */
    List<Operation> operations();

    /** What the vendor's pages leave open, one sentence each, shown to people who look the provider up. */
    List<String> unconfirmed();

    /** Why nobody is asked there unless a waterfall names it; empty for a provider like any other. */
    default Optional<String> off() {
        return Optional.empty();
    }

    /**
     * Whether it only guesses, on this machine and without asking anybody: what it says counts when somebody else has
     * verified it.
     */
    default boolean guesses() {
        return false;
    }

    /** What tells at no cost whether a credential is taken; empty when the vendor's pages name no such call. */
    default Optional<FreeCall> freeCall() {
        return Optional.empty();
    }

    /** How fast one credential may ask: it is paced as a whole, so by what the strictest of the operations allows. */
    default Pace pace() {
        return new Pace(
                strictest(Pace::perSecond), strictest(Pace::perMinute), Math.max(1, strictest(Pace::concurrency)));
    }

    private int strictest(ToIntFunction<Pace> limit) {
        return operations().stream()
                .mapToInt(operation -> limit.applyAsInt(operation.spec().pace()))
                .filter(allowed -> allowed > 0)
                .min()
                .orElse(0);
    }

    /** The operation of that name, without the provider's slug. */
    default Optional<Operation> operation(String name) {
        return operations().stream()
                .filter(operation -> operation.spec().id().operation().equals(name))
                .findFirst();
    }
}
