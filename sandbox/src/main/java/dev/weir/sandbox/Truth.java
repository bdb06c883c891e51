package dev.weir.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a caller of this sandbox should end up with, computed from the universe and not by asking: field by field in the
 * canonical forms of the provider pages (section 4). It knows nothing of faults: they are for the caller to survive.
 *
 * <p>Text is what the vendor's answer holds. People Data Labs writes in lower case unless it is asked with
 * {@code titlecase=true}: say which with {@link #titlecase}. A verifier's answer counts as a value whatever it says.
 */
public final class Truth {
    private final Sight sight;
    private final boolean titlecase;

    private Truth(Sight sight, boolean titlecase) {
        this.sight = sight;
        this.titlecase = titlecase;
    }

    public static Truth of(SandboxSettings settings) {
        return new Truth(new Sight(settings), false);
    }

    /** The truth for callers that ask People Data Labs with or without {@code titlecase=true}. */
    public Truth titlecase(boolean asked) {
        return new Truth(sight, asked);
    }

    /**
     * The first usable value along the waterfall.
     *
     * @param inputs known values by canonical name; blank ones and ones that cannot be read count as not known
     * @return empty when no operation of the waterfall gives the field
     */
    public Optional<TruthValue> value(List<VendorOperation> waterfall, Map<String, String> inputs, String field) {
        return value(waterfall, inputs, field, _ -> true);
    }

    /** As above, passing over values the caller would not accept. */
    public Optional<TruthValue> value(
            List<VendorOperation> waterfall,
            Map<String, String> inputs,
            String field,
            Predicate<TruthValue> acceptable) {
        for (VendorOperation operation : waterfall) {
            var found = Optional.ofNullable(
                            operation.gives().contains(field) ? told(operation, new Given(inputs), field) : null)
                    .map(value -> new TruthValue(value, operation))
                    .filter(acceptable);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /**
     * Writes the truth for a list: the input columns as they are, then one column per field.
     *
     * @param headerToField which column holds which canonical field
     * @param fields in the order they are worked off; a field found earlier is an input for later ones, and one that
     *     stands in the input is kept
     * @param waterfallPerField operation ids, or vendor slugs for all operations that give the field
     * @throws IOException when a file cannot be read or written
     * @throws IllegalArgumentException when a waterfall names an unknown vendor or operation
     */
    public void write(
            Path inputCsv,
            Map<String, String> headerToField,
            List<String> fields,
            Map<String, List<String>> waterfallPerField,
            Path out)
            throws IOException {
        new TruthFile(this, headerToField, fields, waterfallPerField).write(inputCsv, out);
    }

    private @Nullable String told(VendorOperation operation, Given inputs, String field) {
        return switch (operation) {
            case HUNTER_EMAIL_FINDER -> finder(inputs, field);
            case HUNTER_EMAIL_VERIFIER -> verifier(inputs, field);
            case HUNTER_COMPANY ->
                inputs.read("company.domain")
                        .flatMap(CompanyKey::byDomain)
                        .filter(key -> !sight.blocked(key.domain()))
                        .flatMap(key -> sight.company(operation, key))
                        .map(seen -> Told.hunterCompany(seen, field))
                        .orElse(null);
            case HUNTER_PERSON -> hunterPerson(inputs, field);
            case APOLLO_PERSON ->
                inputs.person()
                        .flatMap(key -> sight.person(operation, key))
                        .map(seen -> Told.apolloPerson(
                                seen, seen.befell(0, sight.quirks(Vendor.APOLLO).lockedEmail()), field))
                        .orElse(null);
            case APOLLO_COMPANY ->
                inputs.company()
                        .flatMap(key -> sight.company(operation, key))
                        .map(seen -> Told.apolloCompany(seen, field))
                        .orElse(null);
            case PDL_PERSON ->
                inputs.person()
                        .flatMap(key -> sight.person(operation, key))
                        .map(seen ->
                                Told.pdlPerson(seen, sight.quirks(Vendor.PDL).freePlan(), titlecase, field))
                        .orElse(null);
            case PDL_COMPANY ->
                inputs.company()
                        .flatMap(key -> sight.company(operation, key))
                        .map(seen -> Told.pdlCompany(seen, titlecase, field))
                        .orElse(null);
            case HUNTER_COMBINED, HUNTER_EMAIL_COUNT, HUNTER_ACCOUNT, APOLLO_CREDITS -> null;
            default -> sight.desk(operation.vendor()).told(operation, inputs, field);
        };
    }

    private @Nullable String finder(Given inputs, String field) {
        Optional<PersonKey> byName = Subject.person(null, null, inputs.fullName(), inputs.employer());
        return byName.or(() -> inputs.read("person.linkedin_url").flatMap(PersonKey::byLinkedin))
                .filter(key -> !sight.blocked(key.email()))
                .flatMap(key -> sight.person(VendorOperation.HUNTER_EMAIL_FINDER, key))
                .filter(HunterDesk::mailable)
                .map(seen -> Told.hunterFinder(seen, field))
                .orElse(null);
    }

    private @Nullable String verifier(Given inputs, String field) {
        return inputs.read("person.work_email")
                .map(email -> email.strip().toLowerCase(Locale.ROOT))
                .filter(email -> PersonKey.byEmail(email).isPresent() && !sight.blocked(email))
                .map(sight::statusOf)
                .map(status ->
                        field.equals("email_verification.score") ? Integer.toString(status.score) : status.canonical)
                .orElse(null);
    }

    private @Nullable String hunterPerson(Given inputs, String field) {
        return inputs.read("person.work_email")
                .flatMap(PersonKey::byEmail)
                .or(() -> inputs.read("person.linkedin_url").flatMap(PersonKey::byLinkedin))
                .filter(key -> !sight.blocked(key.email()))
                .flatMap(key -> sight.person(VendorOperation.HUNTER_PERSON, key))
                .filter(seen -> !seen.befell(0, sight.quirks(Vendor.HUNTER).emptyPerson()))
                .map(seen -> Told.hunterPerson(seen, field))
                .orElse(null);
    }
}
