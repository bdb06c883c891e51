package dev.weir.sandbox;

/** Where somebody is. Phone numbers end in 01xx: the range kept for fiction in North America and Britain. */
enum Place {
    LYON("Lyon", "Auvergne-Rhone-Alpes", "France", "FR", "69001", "Europe/Paris", 1, "+33 4 65 71"),
    BERLIN("Berlin", "Berlin", "Germany", "DE", "10115", "Europe/Berlin", 1, "+49 30 23125"),
    MADRID("Madrid", "Community of Madrid", "Spain", "ES", "28001", "Europe/Madrid", 1, "+34 91 555"),
    LONDON("London", "England", "United Kingdom", "GB", "EC1A 1AA", "Europe/London", 0, "+44 20 7946"),
    NEW_YORK("New York", "New York", "United States", "US", "10001", "America/New_York", -5, "+1 212 555"),
    AUSTIN("Austin", "Texas", "United States", "US", "73301", "America/Chicago", -6, "+1 512 555"),
    SEATTLE("Seattle", "Washington", "United States", "US", "98101", "America/Los_Angeles", -8, "+1 206 555"),
    TORONTO("Toronto", "Ontario", "Canada", "CA", "M5H 2N2", "America/Toronto", -5, "+1 416 555"),
    SYDNEY("Sydney", "New South Wales", "Australia", "AU", "2000", "Australia/Sydney", 10, "+61 2 5550"),
    OSAKA("Osaka", "Osaka", "Japan", "JP", "530-0001", "Asia/Tokyo", 9, "+81 6 5550");

    final String city;
    final String region;
    final String country;
    final String countryCode;
    final String postalCode;
    final String timeZone;
    final int utcOffset;
    final String phonePrefix;

    Place(
            String city,
            String region,
            String country,
            String countryCode,
            String postalCode,
            String timeZone,
            int utcOffset,
            String phonePrefix) {
        this.city = city;
        this.region = region;
        this.country = country;
        this.countryCode = countryCode;
        this.postalCode = postalCode;
        this.timeZone = timeZone;
        this.utcOffset = utcOffset;
        this.phonePrefix = phonePrefix;
    }
}
