package dev.weir.server.storage;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a connection to a workspace's database is kept from others' eyes; named as PostgreSQL's own programs name it. */
public enum Tls {
    /** Not at all: for databases in one's own network. */
    DISABLE,
    /** Encrypted; whose server it is, is not verified. */
    REQUIRE,
    /** Encrypted, and the server shows a certificate for its name that a known authority vouches for. */
    VERIFY_FULL;

    /** As the database and the API write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one that is written so. */
    public static Optional<Tls> find(String text) {
        return Arrays.stream(values()).filter(tls -> tls.text().equals(text)).findFirst();
    }
}
