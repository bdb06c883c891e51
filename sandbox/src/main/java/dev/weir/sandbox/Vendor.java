package dev.weir.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A vendor the sandbox plays; its slug is the first part of its paths. */
public enum Vendor {
    HUNTER(HunterDesk::new),
    APOLLO(ApolloDesk::new),
    PDL(PdlDesk::new),
    PROSPEO(ProspeoDesk::new),
    FINDYMAIL(FindymailDesk::new),
    LEADMAGIC(LeadMagicDesk::new),
    LUSHA(LushaDesk::new),
    ZEROBOUNCE(ZeroBounceDesk::new),
    NEVERBOUNCE(NeverBounceDesk::new),
    CONTACTOUT(ContactOutDesk::new),
    DATAGMA(DatagmaDesk::new),
    EXA(ExaDesk::new),
    ZENROWS(ZenRowsDesk::new),
    CLEARBIT(ClearbitDesk::new),
    CLEARBIT_COMPANY(ClearbitDesk::new),
    FULLENRICH(FullEnrichDesk::new),
    HTTP_FUNCTION(HttpFunctionDesk::new),
    N8N(N8nDesk::new),
    CLAY(ClayDesk::new),
    CLAY_ROUTINES(ClayRoutinesDesk::new),
    APOLLO_WATERFALL(ApolloDesk::new),
    CLEARBIT_LATER(ClearbitDesk::new),
    CLAY_LARGE(ClayLargeDesk::new);

    private final String slug = name().toLowerCase(Locale.ROOT).replace('_', '-');

    @SuppressWarnings("ImmutableEnumChecker") // references to constructors
    private final Function<Sight, Desk> desk;

    Vendor(Function<Sight, Desk> desk) {
        this.desk = desk;
    }

    public String slug() {
        return slug;
    }

    /** The vendor's manners, for those who see the universe so. */
    Desk desk(Sight sight) {
        return desk.apply(sight);
    }

    /**
     * The vendor of that slug.
     *
     * @throws IllegalArgumentException when the sandbox plays no such vendor
     */
    public static Vendor of(String slug) {
        for (Vendor vendor : values()) {
            if (vendor.slug.equals(slug)) {
                return vendor;
            }
        }
        throw new IllegalArgumentException("The sandbox plays "
                + Arrays.stream(values()).map(Vendor::slug).collect(Collectors.joining(", ")) + ", not '" + slug + "'");
    }
}
