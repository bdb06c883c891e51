package dev.weir.server.waterfall;

import dev.weir.provider.OperationSpec;
import java.time.Duration;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One operation's place in a waterfall.
 *
 * @param key the provider's part of the asking key: its slug, or {@code slug.operation} when the operation is not the
 *     provider's first
 * @param role what it is asked for
 * @param ofFunction whether the step says what the operation needs and gives, and not its provider
 */
public record Place(String key, OperationSpec spec, Role role, boolean ofFunction) {

    public Place {
        if (!key.equals(spec.id().provider()) && !key.equals(spec.id().toString())) {
            throw new IllegalArgumentException("the key of " + spec.id() + " is its slug or its whole id, not " + key);
        }
    }

    /** One whose provider says what it needs and gives. */
    public Place(String key, OperationSpec spec, Role role) {
        this(key, spec, role, false);
    }

    /** One that finds. */
    public Place(String key, OperationSpec spec) {
        this(key, spec, Role.FIND);
    }

    /** The place of an operation that finds. @param first whether it is the one its provider declares first */
    public static Place of(OperationSpec spec, boolean first) {
        return new Place(first ? spec.id().provider() : spec.id().toString(), spec);
    }

    /** What somebody can be asked with, for people: {@code company.domain; company.name + person.full_name}. */
    public static String neededInputs(Stream<Place> places) {
        return places.flatMap(place -> place.spec().inputs().stream())
                .map(inputs -> String.join(" + ", new TreeSet<>(inputs)))
                .distinct()
                .collect(Collectors.joining("; "));
    }

    /** The place of a function, of which the step says what it needs and gives. */
    public static Place function(OperationSpec spec) {
        return new Place(spec.id().toString(), spec, Role.FIND, true);
    }

    /** The same operation in that role. */
    public Place as(Role other) {
        return new Place(key, spec, other, ofFunction);
    }

    /** The same place with other facts of its operation. */
    public Place of(OperationSpec other) {
        return new Place(key, other, role, ofFunction);
    }

    /**
     * The same place with an answer waited for no longer than that. One that comes later is waited for by its ticket.
     *
     * @param timeOut null for as long as the operation declares
     */
    public Place within(@Nullable Duration timeOut) {
        if (timeOut == null || spec.mode() == OperationSpec.Mode.ASYNC || timeOut.compareTo(spec.deadline()) >= 0) {
            return this;
        }
        return of(spec.within(timeOut));
    }

    /** Whether it only guesses. */
    public boolean guesses() {
        return role instanceof Role.Guess;
    }

    /** Whether it verifies what another place has found, and finds nothing itself. */
    public boolean verifies() {
        return role instanceof Role.Verify;
    }
}
