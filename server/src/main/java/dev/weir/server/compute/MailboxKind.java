package dev.weir.server.compute;

import dev.weir.provider.FieldKind;
import dev.weir.provider.Values;
import dev.weir.server.waterfall.Computation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Whether an e-mail is somebody's own, a company's, thrown away, or that of a role.
 *
 * @param from the field that is read
 */
record MailboxKind(Map<String, Object> config, String to, String from) implements Computation {

    static final String FUNCTION = "classify_email";

    static MailboxKind of(Computations.Said said) {
        said.only(Set.of("email"));
        String to = said.fields().isEmpty() ? "" : said.fields().getFirst();
        if (said.fields().size() != 1 || said.kind(to) != FieldKind.TEXT) {
            said.note("/fields", "is one field of text, which gets personal, corporate, disposable or role");
        }
        return new MailboxKind(said.config(), to, said.read("email"));
    }

    @Override
    public String function() {
        return FUNCTION;
    }

    @Override
    public Result on(Values known) {
        if (!(known.byField().get(from) instanceof String email) || email.indexOf('@') < 1) {
            return Result.trouble(from + " is not known", true, List.of());
        }
        String kind = Mailboxes.kind(email.strip().toLowerCase(Locale.ROOT));
        return Result.of(Values.of(to, kind), List.of(new Working("kind of " + from, kind, null, null, null)));
    }

    @Override
    public boolean reads(String field) {
        return from.equals(field);
    }
}
