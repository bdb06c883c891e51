package dev.weir.sandbox;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What makes two ways of asking mean the same person: the words of the name and the company. The e-mail address
 * ({@code first.last@domain}) and the LinkedIn handle ({@code first-last--company}) are written from them and can be
 * read back. Of any other handle the words that hold no digit are the name, and the employer is made up from it.
 *
 * @param words the name's words in lower case, joined by dots
 */
record PersonKey(String words, CompanyKey company) {
    private static final Pattern WORDS = Pattern.compile("[a-z0-9]+(\\.[a-z0-9]+)*");
    private static final Pattern NUMBERED = Pattern.compile("[0-9]");
    private static final Pattern LINKEDIN =
            Pattern.compile("(?:https?://)?(?:[a-z]+\\.)?linkedin\\.com/in/([^/?#]+)/?(?:[?#].*)?");

    PersonKey {
        if (!WORDS.matcher(words).matches()) {
            throw new IllegalArgumentException("Not the words of a name: " + words);
        }
    }

    static Optional<PersonKey> byName(String fullName, CompanyKey company) {
        return fullName.isBlank()
                ? Optional.empty()
                : Optional.of(new PersonKey(CompanyKey.slug(fullName).replace('-', '.'), company));
    }

    static Optional<PersonKey> byEmail(String address) {
        String plain = address.strip().toLowerCase(Locale.ROOT);
        int at = plain.lastIndexOf('@');
        if (at <= 0 || !isMailbox(plain.substring(0, at))) {
            return Optional.empty();
        }
        String words = CompanyKey.slug(plain.substring(0, at)).replace('-', '.');
        return CompanyKey.byDomain(plain.substring(at + 1))
                .filter(company -> company.domain().length() == plain.length() - at - 1)
                .map(company -> new PersonKey(words, company));
    }

    static Optional<PersonKey> byLinkedin(String url) {
        var matcher = LINKEDIN.matcher(url.strip().toLowerCase(Locale.ROOT));
        return matcher.matches() ? byHandle(matcher.group(1)) : Optional.empty();
    }

    static Optional<PersonKey> byHandle(String handle) {
        String plain = handle.strip().toLowerCase(Locale.ROOT);
        int cut = plain.indexOf("--");
        if (cut < 0) {
            return byOwnHandle(plain);
        }
        if (cut == 0) {
            return Optional.empty();
        }
        String words = plain.substring(0, cut).replace('-', '.');
        return WORDS.matcher(words).matches()
                ? CompanyKey.byHandle(plain.substring(cut + 2)).map(company -> new PersonKey(words, company))
                : Optional.empty();
    }

    private static Optional<PersonKey> byOwnHandle(String handle) {
        List<String> parts = List.of(CompanyKey.slug(handle).split("-", -1));
        List<String> names =
                parts.stream().filter(part -> !NUMBERED.matcher(part).find()).toList();
        List<String> words = names.isEmpty() ? parts : names;
        return CompanyKey.byName(words.getLast() + " works")
                .map(company -> new PersonKey(String.join(".", words), company));
    }

    private static boolean isMailbox(String local) {
        return local.chars().allMatch(c -> c > ' ' && c != '@' && c != ',' && c != ';' && c != '<' && c != '>');
    }

    String email() {
        return words + "@" + company.domain();
    }

    String handle() {
        return words.replace('.', '-') + "--" + company.handle();
    }

    String fullName() {
        return CompanyKey.capitalised(words, '.');
    }

    String firstName() {
        int dot = words.indexOf('.');
        return CompanyKey.capitalised(dot < 0 ? words : words.substring(0, dot), '.');
    }

    /** Everything after the first word; empty for a person with one name only. */
    String lastName() {
        int dot = words.indexOf('.');
        return dot < 0 ? "" : CompanyKey.capitalised(words.substring(dot + 1), '.');
    }
}
