package dev.weir.server.audience;

import dev.weir.provider.Values;
import dev.weir.server.suppression.Handle;
import dev.weir.server.suppression.Suppressions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells who is on the workspace's suppression list, by an address or a profile of their own. A domain that is on it says whom
 * nobody is asked about, and not who may subscribe.
 */
final class Listed {

    private static final List<String> OWN =
            List.of("person.work_email", "person.personal_email", "person.linkedin_url");

    private final Suppressions suppressions;

    Listed(Suppressions suppressions) {
        this.suppressions = suppressions;
    }

    /** Those of these addresses. @param byEmail the places of each one's arrivals */
    Set<String> of(long workspaceId, Map<String, List<Integer>> byEmail, List<Arrival> arrivals) {
        if (byEmail.isEmpty() || suppressions.version(workspaceId) == 0) {
            return Set.of();
        }
        Map<String, Set<Handle>> people = new HashMap<>();
        byEmail.forEach((email, places) -> {
            Set<Handle> handles = new HashSet<>(Set.of(new Handle(Handle.Kind.EMAIL, email)));
            places.forEach(place -> handles.addAll(own(arrivals.get(place).values())));
            people.put(email, handles);
        });
        return suppressions.suppressed(workspaceId, people);
    }

    private static Set<Handle> own(Values values) {
        Set<Handle> handles = new HashSet<>(Handle.of(values.only(OWN)));
        handles.removeIf(handle -> handle.kind() == Handle.Kind.DOMAIN);
        return handles;
    }
}
