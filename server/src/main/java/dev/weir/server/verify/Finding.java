package dev.weir.server.verify;

/**
 * Something in the database that must not be.
 *
 * @param check the stable name of the check that found it, such as {@code L5-post-without-record}; its first part is
 *     the invariant's number
 * @param invariant the sentence that does not hold
 * @param subject what it does not hold for: a job, a row, an account; never a customer's value
 * @param detail the figures that do not fit
 */
public record Finding(String check, String invariant, String subject, String detail) {

    @Override
    public String toString() {
        return check + ": " + subject + ": " + detail + " (" + invariant + ")";
    }
}
