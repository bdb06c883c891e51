package dev.weir.sandbox;

/**
 * The vendors' odd but documented ways, as shares of subjects (0 to 1).
 *
 * @param sparse single fields that a vendor does not know although it knows the subject
 * @param emptyPerson Hunter: 200 with a person whose fields are all null
 * @param lockedEmail Apollo: {@code email_not_unlocked@domain.com} in place of the address; Prospeo: a masked address
 * @param blocked Hunter: 451, Lusha: COMPLIANCE_RESTRICTED; the subject asked not to be processed
 * @param pending Hunter finder and verifier: 202 on the first two tries of a question
 * @param remoteFailure Hunter verifier: 222, Lusha: ENRICH_FAILED, on the first try of a question
 * @param freePlan PDL: booleans in place of contact data and places
 */
public record Quirks(
        double sparse,
        double emptyPerson,
        double lockedEmail,
        double blocked,
        double pending,
        double remoteFailure,
        boolean freePlan) {

    public static final Quirks DEFAULT = new Quirks(0.08, 0.03, 0.03, 0.005, 0, 0, false);
    public static final Quirks NONE = new Quirks(0, 0, 0, 0, 0, 0, false);

    public Quirks {
        checkShare("sparse", sparse);
        checkShare("emptyPerson", emptyPerson);
        checkShare("lockedEmail", lockedEmail);
        checkShare("blocked", blocked);
        checkShare("pending", pending);
        checkShare("remoteFailure", remoteFailure);
    }

    public Quirks withSparse(double share) {
        return new Quirks(share, emptyPerson, lockedEmail, blocked, pending, remoteFailure, freePlan);
    }

    public Quirks withEmptyPerson(double share) {
        return new Quirks(sparse, share, lockedEmail, blocked, pending, remoteFailure, freePlan);
    }

    public Quirks withLockedEmail(double share) {
        return new Quirks(sparse, emptyPerson, share, blocked, pending, remoteFailure, freePlan);
    }

    public Quirks withBlocked(double share) {
        return new Quirks(sparse, emptyPerson, lockedEmail, share, pending, remoteFailure, freePlan);
    }

    public Quirks withPending(double share) {
        return new Quirks(sparse, emptyPerson, lockedEmail, blocked, share, remoteFailure, freePlan);
    }

    public Quirks withRemoteFailure(double share) {
        return new Quirks(sparse, emptyPerson, lockedEmail, blocked, pending, share, freePlan);
    }

    public Quirks withFreePlan(boolean masked) {
        return new Quirks(sparse, emptyPerson, lockedEmail, blocked, pending, remoteFailure, masked);
    }

    static void checkShare(String what, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(what + " is a share from 0 to 1, not " + share);
        }
    }
}
