package dev.weir.providers;

import dev.weir.provider.Exchange;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The vendor's own words on a refusal, short, in one line and without our secrets, which some vendors repeat.
 *
 * @param secrets names of the secrets to black out
 */
record ErrorText(List<Pointer> pointers, List<String> secrets) {

    private static final int LONGEST = 200;

    /** A shorter one is no secret, and stands in the middle of words. */
    private static final int SHORTEST_SECRET = 4;

    ErrorText {
        pointers = List.copyOf(pointers);
        secrets = List.copyOf(secrets);
    }

    /** {@code HTTP 401}, and the vendor's words where it has any. */
    String of(Answer answer, Exchange exchange) {
        String words = words(answer);
        if (words == null) {
            return "HTTP " + answer.status();
        }
        for (String name : secrets) {
            String secret = exchange.secret(name);
            // A vendor that takes its key in the URL may repeat the URL.
            words = secret.strip().length() < SHORTEST_SECRET
                    ? words
                    : words.replace(secret, "***").replace(URLEncoder.encode(secret, StandardCharsets.UTF_8), "***");
        }
        return "HTTP " + answer.status() + ": " + shortened(words);
    }

    /** The vendor's words on one item of many; it has no status of its own, and knows no secret. */
    String ofItem(Answer item) {
        String words = words(item);
        return words == null ? "the item failed" : shortened(words);
    }

    private static String shortened(String words) {
        String line = words.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + " …" : line;
    }

    private @Nullable String words(Answer answer) {
        if (answer.json() != null) {
            return pointers.stream()
                    .map(answer::text)
                    .filter(text -> text != null)
                    .findFirst()
                    .orElse(null);
        }
        boolean plain = answer.header("content-type").toLowerCase(Locale.ROOT).startsWith("text/plain");
        String text = plain && answer.body().length <= 10_000 ? new String(answer.body(), StandardCharsets.UTF_8) : "";
        return text.isBlank() ? null : text;
    }
}
