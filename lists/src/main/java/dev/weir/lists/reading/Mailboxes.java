package dev.weir.lists.reading;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells addresses that are no person's at a company: mailboxes that anybody can have, and those of a role. */
final class Mailboxes {

    /** Lower case. Whose they are stands in the file. */
    private static final Set<String> FREE = read("free-mail.txt");

    /** RFC 2142, and what companies put on their pages beside; a name of a person is not among them. */
    private static final Set<String> ROLES = Set.of(
            // RFC 2142
            "info",
            "marketing",
            "sales",
            "support",
            "abuse",
            "noc",
            "security",
            "postmaster",
            "hostmaster",
            "usenet",
            "news",
            "webmaster",
            "www",
            "uucp",
            "ftp",
            // beside it
            "contact",
            "contacts",
            "contactus",
            "contact-us",
            "kontakt",
            "contacto",
            "office",
            "mail",
            "email",
            "hello",
            "admin",
            "administrator",
            "administration",
            "help",
            "helpdesk",
            "service",
            "customerservice",
            "customer.service",
            "team",
            "billing",
            "accounting",
            "accounts",
            "invoice",
            "invoices",
            "orders",
            "enquiries",
            "inquiries",
            "jobs",
            "careers",
            "hr",
            "press",
            "media",
            "legal",
            "privacy",
            "reception",
            "noreply",
            "no-reply",
            "no.reply",
            "donotreply",
            "do-not-reply",
            "newsletter",
            "vertrieb",
            "verkauf",
            "buchhaltung");

    private Mailboxes() {}

    /** Why an address is no person's at a company; empty for one that may be. @param email in its canonical form */
    static Optional<Aside> flaw(String email) {
        int at = email.lastIndexOf('@');
        if (isFree(email.substring(at + 1))) {
            return Optional.of(Aside.FREE_MAIL);
        }
        return ROLES.contains(email.substring(0, at)) ? Optional.of(Aside.ROLE_ADDRESS) : Optional.empty();
    }

    /** Whether anybody can have an address there. @param domain in its canonical form */
    static boolean isFree(String domain) {
        return FREE.contains(domain);
    }

    private static Set<String> read(String name) {
        try (InputStream file = Objects.requireNonNull(Mailboxes.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
