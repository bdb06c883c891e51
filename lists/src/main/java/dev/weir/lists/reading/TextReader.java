package dev.weir.lists.reading;

import dev.weir.provider.Field;
import dev.weir.provider.Fields;
import dev.weir.server.compute.Mailboxes;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what is written for one row: which of it are known values, and which counts as unknown. */
final class TextReader {

    private static final String WORK_EMAIL = "person.work_email";
    private static final List<String> EMAILS = List.of(WORK_EMAIL, "person.personal_email");

    private final InputForms forms;
    private final boolean wantsWorkEmail;
    private final boolean givesDomain;

    /**
     * @param country of telephone numbers that do not say theirs, in rows that do not either
     * @param wanted the fields that are asked for
     * @param givesDomain whether websites stand in for domains
     */
    TextReader(@Nullable String country, Collection<String> wanted, boolean givesDomain) {
        this.forms = new InputForms(country);
        this.wantsWorkEmail = wanted.contains(WORK_EMAIL);
        this.givesDomain = givesDomain;
    }

    /**
     * @param texts by canonical field, none of them blank
     * @param structures lists and maps by canonical field
     */
    ReadRow read(Map<String, String> texts, Map<String, Object> structures) {
        Map<String, Object> readable = new LinkedHashMap<>();
        Map<String, Aside> aside = new HashMap<>();
        String company = texts.get("company.name");
        texts.forEach((name, text) -> {
            Field field = Fields.find(name).orElseThrow();
            if (Placeholders.isOne(field, text, texts)) {
                aside.put(name, Aside.PLACEHOLDER);
            } else if (name.equals(RowReader.DOMAIN) && InputForms.isElsewhere(text, company)) {
                aside.put(name, Aside.ELSEWHERE);
            } else {
                forms.read(field, text, texts)
                        .ifPresentOrElse(value -> readable.put(name, value), () -> aside.put(name, Aside.UNREADABLE));
            }
        });
        structures.forEach((name, raw) -> Fields.find(name)
                .orElseThrow()
                .normalise(raw)
                .ifPresentOrElse(value -> readable.put(name, value), () -> aside.put(name, Aside.UNREADABLE)));
        String website = texts.get(RowReader.WEBSITE);
        if (givesDomain && website != null) {
            InputForms.domainOf(website, company).ifPresent(domain -> readable.putIfAbsent(RowReader.DOMAIN, domain));
        }
        if (isOfAMailbox(readable)) {
            readable.remove(RowReader.DOMAIN);
            if (texts.containsKey(RowReader.DOMAIN)) {
                aside.put(RowReader.DOMAIN, Aside.FREE_MAIL);
            }
        }
        // Whoever only has addresses looked at, and asks for none, means these.
        if (wantsWorkEmail && readable.get(WORK_EMAIL) instanceof String email) {
            flaw(email).ifPresent(flaw -> aside.put(WORK_EMAIL, flaw));
        }
        return new ReadRow(readable, aside);
    }

    /** Why an address is no person's at a company; empty for one that may be. @param email in its canonical form */
    private static Optional<Aside> flaw(String email) {
        int at = email.lastIndexOf('@');
        if (Mailboxes.isFree(email.substring(at + 1))) {
            return Optional.of(Aside.FREE_MAIL);
        }
        return Mailboxes.isRole(email.substring(0, at)) ? Optional.of(Aside.ROLE_ADDRESS) : Optional.empty();
    }

    /** Whether the domain is only what stands behind the @ of a free mailbox, as some exports have it. */
    private static boolean isOfAMailbox(Map<String, Object> readable) {
        return readable.get(RowReader.DOMAIN) instanceof String domain
                && Mailboxes.isFree(domain)
                && EMAILS.stream()
                        .anyMatch(field -> readable.get(field) instanceof String email && email.endsWith("@" + domain));
    }
}
