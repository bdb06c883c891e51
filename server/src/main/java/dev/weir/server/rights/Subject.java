package dev.weir.server.rights;

import dev.weir.provider.Values;
import dev.weir.server.suppression.Handle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Whom it is about: a person or a company, by all handles that are known so far. Its text form shows none. */
final class Subject {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<Map<String, String>>> KEPT = new TypeReference<>() {};

    /** Mailboxes of no single person: whoever else has one is somebody else. */
    private static final Set<String> SHARED = Set.of(
            "admin",
            "billing",
            "careers",
            "contact",
            "hello",
            "help",
            "hr",
            "info",
            "jobs",
            "mail",
            "marketing",
            "office",
            "press",
            "sales",
            "service",
            "support",
            "team");

    private static final String PERSON = "https://www.linkedin.com/in/";

    private final Set<Handle> handles;

    Subject(Set<Handle> handles) {
        this.handles = new LinkedHashSet<>(handles);
    }

    static Subject read(String json) {
        Set<Handle> handles = new LinkedHashSet<>();
        JSON.readValue(json, KEPT)
                .forEach(kept ->
                        kept.forEach((kind, value) -> handles.add(new Handle(Handle.Kind.valueOf(kind), value))));
        return new Subject(handles);
    }

    String write() {
        List<Map<String, String>> kept = new ArrayList<>();
        handles.forEach(
                handle -> kept.add(new LinkedHashMap<>(Map.of(handle.kind().name(), handle.value()))));
        return JSON.writeValueAsString(kept);
    }

    Set<Handle> handles() {
        return Set.copyOf(handles);
    }

    /**
     * Those by which values elsewhere are theirs: numbers are others' too, and a domain only where a company was asked for.
     */
    Set<Handle> own(Collection<Handle.Kind> given) {
        Set<Handle> own = new LinkedHashSet<>(handles);
        own.removeIf(handle -> switch (handle.kind()) {
            case EMAIL, LINKEDIN -> false;
            case DOMAIN -> !given.contains(Handle.Kind.DOMAIN);
            case PHONE -> true;
        });
        return own;
    }

    Mentions mentions() {
        return Mentions.of(handles);
    }

    /** Whether a row with these values is about them: numbers are others' too, and do not count. */
    boolean is(Values known) {
        return Handle.of(known).stream()
                .anyMatch(handle -> handle.kind() != Handle.Kind.PHONE && handles.contains(handle));
    }

    /** Whether a row with these values is about a person who is somebody else. */
    boolean isOther(Values known) {
        return !is(known) && Handle.of(known).stream().anyMatch(Subject::isOfPerson);
    }

    /** Whether any of these values, whatever it is called, is one of their handles. */
    boolean isIn(Map<String, Object> values) {
        return values.values().stream()
                .anyMatch(value -> value instanceof String text
                        && Handle.read(text)
                                .filter(handle -> handle.kind() != Handle.Kind.PHONE && handles.contains(handle))
                                .isPresent());
    }

    /**
     * Takes what else the subject of that row is known by: of a person, addresses that are nobody else's, profile and mobile
     * phone; of a company, its profile.
     *
     * @return what was not known before
     */
    Set<Handle> learn(Values known) {
        Set<Handle> found = new LinkedHashSet<>();
        boolean person = Handle.of(known).stream().anyMatch(handle -> handles.contains(handle) && isOfPerson(handle));
        for (Handle handle : Handle.of(known.only(
                person
                        ? List.of(
                                "person.work_email",
                                "person.personal_email",
                                "person.linkedin_url",
                                "person.mobile_phone")
                        : List.of()))) {
            if (handle.kind() != Handle.Kind.DOMAIN && !isShared(handle)) {
                found.add(handle);
            }
        }
        if (known.byField().get("company.domain") instanceof String domain
                && handles.contains(new Handle(Handle.Kind.DOMAIN, domain))) {
            found.addAll(Handle.of(known.only(List.of("company.linkedin_url"))));
        }
        found.removeIf(handle -> !handles.add(handle));
        return found;
    }

    private static boolean isOfPerson(Handle handle) {
        return switch (handle.kind()) {
            case EMAIL -> true;
            case LINKEDIN -> handle.value().startsWith(PERSON);
            case DOMAIN, PHONE -> false;
        };
    }

    private static boolean isShared(Handle handle) {
        return handle.kind() == Handle.Kind.EMAIL
                && SHARED.contains(handle.value().substring(0, handle.value().indexOf('@')));
    }

    @Override
    public String toString() {
        return "a subject with " + handles.size() + " handles";
    }
}
