package dev.weir.sandbox;

import java.util.Locale;

/** A vendor the sandbox plays; its slug is the first part of its paths. */
public enum Vendor {
    HUNTER,
    APOLLO,
    PDL;

    private final String slug = name().toLowerCase(Locale.ROOT);

    public String slug() {
        return slug;
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
        throw new IllegalArgumentException("The sandbox plays hunter, apollo and pdl, not '" + slug + "'");
    }
}
