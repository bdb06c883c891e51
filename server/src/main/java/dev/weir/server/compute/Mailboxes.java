package dev.weir.server.compute;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells addresses that are no person's at a company: mailboxes that anybody can have, those that are thrown away, and those
 * of a role.
 */
public final class Mailboxes {

    /** Lower case. Whose they are stands in the file. */
    private static final Set<String> FREE = read("free-mail.txt");

    /** Lower case, from a list that others keep; see NOTICE. */
    private static final Set<String> DISPOSABLE = read("disposable-email-domains.txt");

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

    /** {@code disposable, role, personal} or {@code corporate}. @param email in its canonical form */
    public static String kind(String email) {
        int at = email.lastIndexOf('@');
        String domain = email.substring(at + 1);
        if (isDisposable(domain)) {
            return "disposable";
        }
        if (isRole(email.substring(0, at))) {
            return "role";
        }
        return isFree(domain) ? "personal" : "corporate";
    }

    /** Whether it is what companies call mailboxes of theirs. @param name what stands before the @, in lower case */
    public static boolean isRole(String name) {
        return ROLES.contains(name);
    }

    /** Whether mailboxes there, or at a part of it, are thrown away. */
    private static boolean isDisposable(String domain) {
        for (int from = 0; from >= 0; from = domain.indexOf('.', from) + 1) {
            String part = domain.substring(from);
            if (DISPOSABLE.contains(part)) {
                return true;
            }
            if (part.indexOf('.') < 0) {
                return false;
            }
        }
        return false;
    }

    /** Whether anybody can have an address there. @param domain in its canonical form */
    public static boolean isFree(String domain) {
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
