package dev.weir.sandbox;

import java.util.Optional;

/** The web as it truly is: one page per company, at every address of its domain. */
final class Pages {
    private Pages() {}

    static String text(Company company) {
        return "# " + company.name() + "\n\n" + company.description() + "\n\nWrite to " + email(company) + " or call "
                + company.phone() + ".";
    }

    static String html(Company company) {
        return "<html><head><title>" + company.name() + "</title></head><body><p>" + company.description()
                + "</p></body></html>";
    }

    static String email(Company company) {
        return "hello@" + company.domain();
    }

    /** Whose page is meant: by its own address, the company's site, or its domain. */
    static Optional<CompanyKey> asked(Given given) {
        return given.read("web.url")
                .or(() -> given.read("company.website"))
                .or(() -> given.read("company.domain"))
                .flatMap(CompanyKey::byDomain);
    }
}
