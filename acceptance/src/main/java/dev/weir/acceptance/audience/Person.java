package dev.weir.acceptance.audience;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Somebody who subscribes, made from a seed and a number alone. What an address is, is known here because it was made so:
 * nothing is looked up in Weir's lists.
 *
 * @param email in its canonical form
 * @param type {@code personal, corporate, disposable} or {@code role}
 */
public record Person(int number, String email, String type) {

    public static final String PERSONAL = "personal";

    private static final List<String> FIRST =
            List.of("ada", "grace", "alan", "edsger", "barbara", "donald", "frances", "john", "jean", "niklaus");
    private static final List<String> LAST =
            List.of("example", "sample", "muster", "dupont", "rossi", "novak", "garcia", "smith", "jansen", "kowalski");
    private static final List<String> HOME = List.of("gmail.com", "outlook.com", "yahoo.com", "gmx.net", "aol.com");
    private static final List<String> THROWN_AWAY = List.of("mailinator.com", "10minutemail.com");
    private static final List<String> ROLES = List.of("info", "sales", "support", "newsletter");
    private static final int HUNDRED = 100;
    private static final int PERSONAL_SHARE = 45;
    private static final int CORPORATE_TO = 88;
    private static final int DISPOSABLE_TO = 94;

    public static Person of(long seed, int number) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        int share = random.nextInt(HUNDRED);
        String name = pick(FIRST, random) + "." + pick(LAST, random) + number;
        if (share < PERSONAL_SHARE) {
            return new Person(number, name + "@" + pick(HOME, random), PERSONAL);
        }
        if (share < CORPORATE_TO) {
            return new Person(number, name + "@firm" + random.nextInt(1_000) + ".example", "corporate");
        }
        if (share < DISPOSABLE_TO) {
            return new Person(number, name + "@" + pick(THROWN_AWAY, random), "disposable");
        }
        return new Person(number, pick(ROLES, random) + "@team" + number + ".example", "role");
    }

    /** As a person may write it: an address is one however it is written. */
    String written(int how) {
        return switch (how % 4) {
            case 0 -> email.toUpperCase(Locale.ROOT);
            case 1 -> " " + email + " ";
            default -> email;
        };
    }

    private static String pick(List<String> some, SplittableRandom random) {
        return some.get(random.nextInt(some.size()));
    }
}
