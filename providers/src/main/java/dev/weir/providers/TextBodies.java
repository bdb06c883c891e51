package dev.weir.providers;

import dev.weir.provider.Exchange;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads pages: any text, in the character set that its header, else the page itself (WHATWG HTML section 13.2.3.2), else
 * nobody names. Bytes that are none of that set become U+FFFD, since one wrong byte does not spoil a page.
 */
final class TextBodies {

    private static final int LOOKED_AT = 1_024;
    private static final Pattern CHARSET = Pattern.compile("charset\\s*=\\s*[\"']?([A-Za-z0-9_.:+-]+)");
    private static final Pattern TEXTUAL =
            Pattern.compile("(text/.*|application/(.*\\+)?(xml|json|javascript|xhtml\\+xml)|)");

    private TextBodies() {}

    /** {@code {"text": …}}; null when the body is no text, such as a picture or a PDF. */
    static @Nullable JsonNode read(Exchange.Answered answered) {
        String type = answered.header("content-type").toLowerCase(Locale.ROOT);
        int end = type.indexOf(';');
        if (!TEXTUAL.matcher((end < 0 ? type : type.substring(0, end)).strip()).matches()) {
            return null;
        }
        String text = new String(answered.body(), charset(type, answered.body()));
        return text.indexOf('\0') >= 0
                ? null
                : JsonNodeFactory.instance
                        .objectNode()
                        .put("text", text.startsWith("\ufeff") ? text.substring(1) : text);
    }

    private static Charset charset(String type, byte[] body) {
        Charset named = named(type);
        if (named == null) {
            named = named(new String(body, 0, Math.min(LOOKED_AT, body.length), StandardCharsets.ISO_8859_1));
        }
        return named == null ? StandardCharsets.UTF_8 : named;
    }

    private static @Nullable Charset named(String text) {
        Matcher matcher = CHARSET.matcher(text);
        if (!matcher.find()) {
            return null;
        }
        try {
            // What says ISO 8859-1 is Windows 1252 in practice, and is read so by every browser.
            String name = matcher.group(1).toLowerCase(Locale.ROOT);
            return Charset.forName(name.equals("iso-8859-1") || name.equals("latin1") ? "windows-1252" : name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return null;
        }
    }
}
