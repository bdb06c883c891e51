package dev.weir.app.trying;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/** Blacks secrets out of whatever is shown, as they are and as they stand in addresses. */
final class Mask {

    private static final String BLACK = "***";

    /** A shorter one is no secret, and stands in the middle of words. */
    private static final int SHORTEST = 4;

    private final List<String> secrets;

    Mask(Collection<String> secrets) {
        this.secrets = secrets.stream()
                .filter(secret -> secret.strip().length() >= SHORTEST)
                .distinct()
                .toList();
    }

    String over(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, BLACK).replace(URLEncoder.encode(secret, StandardCharsets.UTF_8), BLACK);
        }
        return masked;
    }

    @Override
    public String toString() {
        return "Mask[" + secrets.size() + "]";
    }
}
