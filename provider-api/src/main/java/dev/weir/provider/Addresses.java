package dev.weir.provider;

import java.net.URI;
import java.net.URISyntaxException;

/** Reads the addresses at which users run what is theirs. */
final class Addresses {

    private Addresses() {}

    /** Without a trailing slash. @throws IllegalArgumentException saying what is wrong */
    static URI read(String text) {
        String bare = text.strip().replaceAll("/+$", "");
        try {
            URI address = new URI(bare);
            boolean web = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
            if (web
                    && address.getHost() != null
                    && address.getRawQuery() == null
                    && address.getRawFragment() == null
                    && address.getRawUserInfo() == null) {
                return address;
            }
        } catch (URISyntaxException unreadable) {
            // told below, like an address that lacks its host
        }
        throw new IllegalArgumentException("it is no address; write it like https://functions.example.com/weir, without"
                + " user, query and fragment");
    }
}
