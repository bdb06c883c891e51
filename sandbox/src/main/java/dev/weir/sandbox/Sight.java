package dev.weir.sandbox;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What each vendor sees of the universe: for each operation its own part, the same at every asking. */
final class Sight {
    private final SandboxSettings settings;
    private final @Nullable Office office;
    private final Universe universe;
    private final Map<Vendor, Desk> desks = new EnumMap<>(Vendor.class);

    /** Of those who only look, and take nothing in. */
    Sight(SandboxSettings settings) {
        this(settings, null);
    }

    Sight(SandboxSettings settings, @Nullable Office office) {
        this.office = office;
        this.settings = settings;
        this.universe = new Universe(settings.seed());
        for (Vendor vendor : Vendor.values()) {
            desks.put(vendor, vendor.desk(this));
        }
    }

    Desk desk(Vendor vendor) {
        return Objects.requireNonNull(desks.get(vendor));
    }

    /** Where submissions are taken. */
    Office office() {
        return Objects.requireNonNull(office, "nothing is taken in where one only looks");
    }

    SandboxSettings settings() {
        return settings;
    }

    Quirks quirks(Vendor vendor) {
        return settings.of(vendor).quirks();
    }

    Optional<Sighting<Company>> company(VendorOperation operation, CompanyKey key) {
        long root = Dice.root(settings.seed(), operation.id(), key.domain());
        return known(operation, root)
                ? Optional.of(sighting(operation, root, universe.company(key)))
                : Optional.empty();
    }

    /** Somebody whose mail bounces can still be known; only the address is not given. */
    Optional<Sighting<Person>> person(VendorOperation operation, PersonKey key) {
        long root = Dice.root(settings.seed(), operation.id(), key.email());
        return known(operation, root) ? Optional.of(sighting(operation, root, universe.person(key))) : Optional.empty();
    }

    EmailStatus statusOf(String email) {
        return universe.statusOf(email);
    }

    /** Hunter's 451: whoever asked not to be processed did so at every operation. */
    boolean blocked(String subject) {
        return blocked(Vendor.HUNTER, subject);
    }

    boolean blocked(Vendor vendor, String subject) {
        double share = quirks(vendor).blocked();
        return share > 0 && Dice.unit(Dice.root(settings.seed(), "blocked", subject), 0) < share;
    }

    private boolean known(VendorOperation operation, long root) {
        return Dice.unit(root, 0) < settings.of(operation.vendor()).hitRate(operation);
    }

    private <T> Sighting<T> sighting(VendorOperation operation, long root, T subject) {
        return new Sighting<>(subject, root, quirks(operation.vendor()).sparse());
    }
}
