package dev.weir.sandbox;

/** A person as he or she truly is; the vendors know parts of it. */
record Person(
        PersonKey key, Rank rank, Department department, Place place, EmailStatus status, int since, Company company) {

    String email() {
        return key.email();
    }

    /** A number of the person's own, in the range kept for fiction. */
    String mobile() {
        return place.phonePrefix + " 01" + (10 + Dice.below(90, Dice.root(0, "mobile", email()), 0));
    }

    /** The number as it is dialled from anywhere. */
    String mobileDigits() {
        return mobile().replace(" ", "");
    }

    /** Mail to an address that bounces is nobody's address: no vendor hands it out. */
    boolean reachable() {
        return status != EmailStatus.INVALID && status != EmailStatus.DISPOSABLE;
    }

    String title() {
        return switch (rank) {
            case C_LEVEL -> "Chief " + department.title + " Officer";
            case VP -> "VP " + department.title;
            case HEAD -> "Head of " + department.title;
            case DIRECTOR -> "Director of " + department.title;
            case MANAGER -> department.title + " Manager";
            case SENIOR -> "Senior " + department.title + " Specialist";
            case ENTRY -> department.title + " Associate";
        };
    }

    String headline() {
        return title() + " at " + company.name();
    }
}
