package dev.weir.acceptance.audience;

import java.util.Map;
import java.util.Set;

/** The run's ICP model, and the harness's own sum of it. @param home points for writing from home */
public record Worth(int home) {

    private static final int SENIOR = 30;
    private static final int LARGE = 25;
    private static final int NEAR = 17;
    private static final int LEAST_SIZE = 500;
    private static final int LEAST_A = 55;
    private static final int LEAST_B = 25;
    private static final Set<String> SENIORITIES = Set.of("c_level", "vp", "head", "director");
    private static final Set<String> COUNTRIES = Set.of("Germany", "France");

    /** As it is saved. */
    public String content() {
        return """
                {"criteria": [
                   {"name": "seniority", "points": %d, "when": "person.seniority in ['c_level', 'vp', 'head', 'director']"},
                   {"name": "company size", "points": %d, "when": "company.employee_count >= %d"},
                   {"name": "country", "points": %d, "when": "person.location.country in ['Germany', 'France']"},
                   {"name": "from home", "points": %d, "when": "subscriber.type == 'personal'"}],
                 "tiers": {"A": %d, "B": %d, "C": 0}}
                """.formatted(SENIOR, LARGE, LEAST_SIZE, NEAR, home, LEAST_A, LEAST_B);
    }

    /** @param known by canonical field */
    int points(String type, Map<String, String> known) {
        return (SENIORITIES.contains(known.getOrDefault(Profile.SENIORITY, "")) ? SENIOR : 0)
                + (Long.parseLong(known.getOrDefault(Profile.SIZE, "0")) >= LEAST_SIZE ? LARGE : 0)
                + (COUNTRIES.contains(known.getOrDefault(Word.COUNTRY, "")) ? NEAR : 0)
                + (type.equals(Person.PERSONAL) ? home : 0);
    }

    static String tier(int points) {
        return points >= LEAST_A ? "A" : points >= LEAST_B ? "B" : "C";
    }
}
