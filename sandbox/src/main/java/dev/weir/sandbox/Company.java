package dev.weir.sandbox;

import java.util.Locale;

/** A company as it truly is; the vendors know parts of it. */
record Company(
        CompanyKey key,
        String name,
        Industry industry,
        int employees,
        int foundedYear,
        Place place,
        int phoneTail,
        long annualRevenue) {

    private static final int[] UPPER_BOUNDS = {10, 50, 200, 500, 1_000, 5_000, 10_000};
    private static final String[] RANGES = {
        "1-10", "11-50", "51-200", "201-500", "501-1000", "1001-5000", "5001-10000", "10001+"
    };

    String domain() {
        return key.domain();
    }

    String phone() {
        return place.phonePrefix + " 01" + (10 + phoneTail);
    }

    String description() {
        return name + " works in " + industry.apollo + " and sits in " + place.city + ".";
    }

    String tag() {
        return industry.name().toLowerCase(Locale.ROOT);
    }

    /** The canonical range of the provider pages, section 4.2. */
    String employeeRange() {
        for (int i = 0; i < UPPER_BOUNDS.length; i++) {
            if (employees <= UPPER_BOUNDS[i]) {
                return RANGES[i];
            }
        }
        return RANGES[UPPER_BOUNDS.length];
    }
}
