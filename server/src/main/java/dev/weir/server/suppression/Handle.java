package dev.weir.server.suppression;

import dev.weir.provider.Fields;
import dev.weir.provider.Values;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a person or a company is known by, in its canonical form.
 *
 * <p>Its text form does not show it.
 */
public record Handle(Kind kind, String value) {

    /** What sort of handle. */
    public enum Kind {
        EMAIL(1, "an e-mail address", "person.work_email"),
        /** Of a person or a company. */
        LINKEDIN(2, "a LinkedIn URL", "person.linkedin_url"),
        /** Of a company, and of everybody there. */
        DOMAIN(3, "a domain", "company.domain"),
        PHONE(4, "a phone number", "person.mobile_phone");

        final int code;
        private final String words;
        private final String field;

        Kind(int code, String words, String field) {
            this.code = code;
            this.words = words;
            this.field = field;
        }

        /** As a sentence has it. */
        public String words() {
            return words;
        }

        /** For programs: {@code email, linkedin, domain, phone}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        private Optional<String> read(String raw) {
            return normalised(field, raw);
        }
    }

    private static final String COMPANY_LINKEDIN = "company.linkedin_url";
    private static final Pattern PHONE = Pattern.compile("[+0-9(][0-9 ().\\-/+]*");
    private static final List<String> EMAILS = List.of("person.work_email", "person.personal_email");
    private static final List<String> LINKEDINS = List.of("person.linkedin_url", COMPANY_LINKEDIN);
    private static final List<String> PHONES = List.of("person.mobile_phone", "person.direct_phone");

    /**
     * A handle as people write it: an address holds an {@code @}, a LinkedIn URL {@code linkedin.com}, a phone number begins
     * with a digit, {@code +} or {@code (}; the rest are domains, {@code @acme.com} too. Empty when it is none of these.
     */
    public static Optional<Handle> read(String raw) {
        String text = raw.strip();
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("linkedin.com/")) {
            return of(Kind.LINKEDIN, text);
        }
        if (text.startsWith("@")) {
            return of(Kind.DOMAIN, text.substring(1));
        }
        if (text.indexOf('@') > 0 && !lower.contains("://")) {
            return of(Kind.EMAIL, text);
        }
        if (PHONE.matcher(text).matches()) {
            return of(Kind.PHONE, text);
        }
        return of(Kind.DOMAIN, text);
    }

    /** A handle of that kind; empty when the text is none. */
    public static Optional<Handle> of(Kind kind, String text) {
        Optional<String> read = kind.read(text.strip());
        if (kind == Kind.LINKEDIN) {
            read = read.or(() -> normalised(COMPANY_LINKEDIN, text.strip()));
        }
        return read.map(value -> new Handle(kind, value));
    }

    /**
     * What a row is known by: its addresses, LinkedIn URLs and direct numbers, and the domains it belongs to, with those
     * above them: {@code mail.acme.co} belongs to {@code acme.co} too.
     *
     * @param known canonical values
     */
    public static Set<Handle> of(Values known) {
        Set<Handle> handles = new LinkedHashSet<>();
        for (String field : EMAILS) {
            if (known.byField().get(field) instanceof String email) {
                handles.addAll(new Handle(Kind.EMAIL, email).withDomains());
            }
        }
        for (String field : LINKEDINS) {
            if (known.byField().get(field) instanceof String url) {
                handles.add(new Handle(Kind.LINKEDIN, url));
            }
        }
        for (String field : PHONES) {
            if (known.byField().get(field) instanceof String phone) {
                handles.add(new Handle(Kind.PHONE, phone));
            }
        }
        if (known.byField().get("company.domain") instanceof String domain) {
            domains(domain, handles);
        }
        if (known.byField().get("company.website") instanceof String website) {
            normalised("company.domain", website).ifPresent(domain -> domains(domain, handles));
        }
        return handles;
    }

    /** This, and the domains that it belongs to. */
    public Set<Handle> withDomains() {
        Set<Handle> handles = new LinkedHashSet<>(Set.of(this));
        switch (kind) {
            case EMAIL -> domains(value.substring(value.lastIndexOf('@') + 1), handles);
            case DOMAIN -> domains(value, handles);
            case LINKEDIN, PHONE -> {}
        }
        return handles;
    }

    private static void domains(String domain, Set<Handle> to) {
        String rest = domain;
        while (rest.indexOf('.') > 0) {
            to.add(new Handle(Kind.DOMAIN, rest));
            rest = rest.substring(rest.indexOf('.') + 1);
        }
    }

    private static Optional<String> normalised(String field, String raw) {
        return Fields.find(field).orElseThrow().normalise(raw).map(String::valueOf);
    }

    @Override
    public String toString() {
        return kind.words();
    }
}
