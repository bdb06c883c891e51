package dev.weir.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

    /** Up to three of its case studies, as a JSON list of titles and addresses. */
    static String caseStudies(Company company) {
        int count = 1 + Dice.below(3, Dice.root(0, "case studies", company.domain()), 0);
        return IntStream.rangeClosed(1, count)
                .mapToObj(n -> new String(
                        Body.of(study -> study.with("title", "How " + company.name() + " served customer " + n)
                                .with("url", "https://" + company.domain() + "/cases/" + n)),
                        StandardCharsets.UTF_8))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** Whose page is meant: by its own address, the company's site, or its domain. */
    static Optional<CompanyKey> asked(Given given) {
        return given.read("web.url")
                .or(() -> given.read("company.website"))
                .or(() -> given.read("company.domain"))
                .flatMap(CompanyKey::byDomain);
    }
}
