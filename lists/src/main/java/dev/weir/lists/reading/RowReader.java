package dev.weir.lists.reading;

import dev.weir.lists.files.HeaderMapping;
import dev.weir.lists.files.Row;
import dev.weir.provider.Field;
import dev.weir.provider.Fields;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads rows: which of their texts are known values, and which count as unknown although something is written there. */
public final class RowReader {

    public static final String WEBSITE = "company.website";
    public static final String DOMAIN = "company.domain";
    private static final String WORK_EMAIL = "person.work_email";
    private static final List<String> EMAILS = List.of(WORK_EMAIL, "person.personal_email");

    private final HeaderMapping mapping;
    private final InputForms forms;
    private final boolean wantsWorkEmail;
    private final boolean givesDomain;

    /**
     * @param country of telephone numbers that do not say theirs, in rows that do not either
     * @param wanted the fields that are asked for
     * @param givesDomain whether websites stand in for domains
     */
    public RowReader(
            HeaderMapping mapping, @Nullable String country, Collection<String> wanted, boolean givesDomain) {
        this.mapping = mapping;
        this.forms = new InputForms(country);
        this.wantsWorkEmail = wanted.contains(WORK_EMAIL);
        this.givesDomain = givesDomain;
    }

    public ReadRow read(Row row) {
        Map<String, String> texts = mapping.values(row);
        Map<String, Object> readable = new LinkedHashMap<>();
        Map<String, Aside> aside = new HashMap<>();
        String company = texts.get("company.name");
        texts.forEach((name, text) -> {
            Field field = Fields.find(name).orElseThrow();
            if (Placeholders.isOne(field, text, texts)) {
                aside.put(name, Aside.PLACEHOLDER);
            } else if (name.equals(DOMAIN) && InputForms.isElsewhere(text, company)) {
                aside.put(name, Aside.ELSEWHERE);
            } else {
                forms.read(field, text, texts)
                        .ifPresentOrElse(value -> readable.put(name, value), () -> aside.put(name, Aside.UNREADABLE));
            }
        });
        String website = texts.get(WEBSITE);
        if (givesDomain && website != null) {
            InputForms.domainOf(website, company).ifPresent(domain -> readable.put(DOMAIN, domain));
        }
        if (isOfAMailbox(readable)) {
            readable.remove(DOMAIN);
            if (texts.containsKey(DOMAIN)) {
                aside.put(DOMAIN, Aside.FREE_MAIL);
            }
        }
        // Whoever only has addresses looked at, and asks for none, means these.
        if (wantsWorkEmail && readable.get(WORK_EMAIL) instanceof String email) {
            Mailboxes.flaw(email).ifPresent(flaw -> aside.put(WORK_EMAIL, flaw));
        }
        return new ReadRow(readable, aside);
    }

    /** Whether the domain is only what stands behind the @ of a free mailbox, as some exports have it. */
    private static boolean isOfAMailbox(Map<String, Object> readable) {
        return readable.get(DOMAIN) instanceof String domain
                && Mailboxes.isFree(domain)
                && EMAILS.stream()
                        .anyMatch(field -> readable.get(field) instanceof String email && email.endsWith("@" + domain));
    }
}
