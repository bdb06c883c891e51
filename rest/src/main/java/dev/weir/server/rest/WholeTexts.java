package dev.weir.server.rest;

import org.springframework.stereotype.Component;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.jdk.StringDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.module.SimpleModule;

/**
 * Refuses texts of bodies with half of a character in them (a surrogate without its other one), which can be escaped in
 * JSON: no database stores them, and what was written in their place would be another text than the one that was sent.
 */
@Component
final class WholeTexts extends SimpleModule {

    WholeTexts() {
        super("whole texts");
        addDeserializer(String.class, new Whole());
    }

    private static final class Whole extends StdScalarDeserializer<String> {

        Whole() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) {
            String text = StringDeserializer.instance.deserialize(parser, context);
            if (text != null && !isWhole(text)) {
                throw new Halved(parser, text);
            }
            return text;
        }
    }

    /** Says where, and not what: that cannot be written. */
    static final class Halved extends InvalidFormatException {

        Halved(JsonParser parser, String text) {
            super(parser, "half of a character", text, String.class);
        }
    }

    private static boolean isWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
