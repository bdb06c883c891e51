package dev.weir.sandbox;

import java.util.Set;

/** The one truth behind all vendors: who and what exists, as a function of seed and identity alone. */
final class Universe {
    private static final Set<String> WEBMAIL = Set.of(
            "gmail.com",
            "googlemail.com",
            "yahoo.com",
            "outlook.com",
            "hotmail.com",
            "icloud.com",
            "gmx.net",
            "aol.com");
    private static final Set<String> DISPOSABLE = Set.of("mailinator.com", "guerrillamail.com", "10minutemail.com");
    /** Of those who write from webmail. */
    private static final int EMPLOYERS = 5_000;

    private static final Industry[] INDUSTRIES = Industry.values();
    private static final Place[] PLACES = Place.values();
    private static final Rank[] RANKS = Rank.values();
    private static final Department[] DEPARTMENTS = Department.values();

    private final long seed;

    Universe(long seed) {
        this.seed = seed;
    }

    Company company(CompanyKey key) {
        long root = Dice.root(seed, "company", key.domain());
        return new Company(
                key,
                key.name(),
                INDUSTRIES[Dice.below(INDUSTRIES.length, root, 1)],
                // Sizes spread evenly over the orders of magnitude, from 3 to about 150,000.
                (int) (3 * Math.exp(Dice.unit(root, 2) * 10.8)),
                1900 + Dice.below(124, root, 3),
                PLACES[Dice.below(PLACES.length, root, 4)],
                Dice.below(90, root, 5),
                1_000_000L * (1 + Dice.below(900, root, 6)));
    }

    Person person(PersonKey key) {
        String email = key.email();
        long root = Dice.root(seed, "person", email);
        return new Person(
                key,
                RANKS[Dice.below(RANKS.length, root, 1)],
                DEPARTMENTS[Dice.below(DEPARTMENTS.length, root, 2)],
                PLACES[Dice.below(PLACES.length, root, 3)],
                statusOf(email),
                2010 + Dice.below(16, root, 4),
                company(employer(key, root)));
    }

    /** Who writes from a mailbox that anybody can have works for somebody else than whom it belongs to. */
    private static CompanyKey employer(PersonKey key, long root) {
        return WEBMAIL.contains(key.company().domain())
                ? new CompanyKey("employer" + Dice.below(EMPLOYERS, root, 5) + ".example")
                : key.company();
    }

    /** 88 % valid, 6 % accept-all, 3 % unknown, 3 % invalid, but for the known webmail and throw-away domains. */
    EmailStatus statusOf(String email) {
        String domain = email.substring(email.lastIndexOf('@') + 1);
        if (DISPOSABLE.contains(domain)) {
            return EmailStatus.DISPOSABLE;
        }
        double draw = Dice.unit(Dice.root(seed, "email", email), 0);
        if (draw >= 0.97) {
            return EmailStatus.INVALID;
        }
        if (WEBMAIL.contains(domain)) {
            return EmailStatus.WEBMAIL;
        }
        return draw < 0.88 ? EmailStatus.VALID : draw < 0.94 ? EmailStatus.ACCEPT_ALL : EmailStatus.UNKNOWN;
    }
}
