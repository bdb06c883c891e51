package dev.weir.server.rest;

import org.springframework.stereotype.Component;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.jdk.StringDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.module.SimpleModule;

/**
 * Refuses texts of bodies that no database stores, and in whose place another text than the one that was sent would be
 * written: with half of a character in them (a surrogate without its other one) or with NUL, both of which can be escaped
 * in JSON. A number or true is no text either.
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
            if (parser.currentToken().isNumeric() || parser.currentToken().isBoolean()) {
                return (String) context.handleUnexpectedToken(getValueType(context), parser);
            }
            String text = StringDeserializer.instance.deserialize(parser, context);
            if (text != null && !isWhole(text)) {
                throw new Unstorable(
                        parser,
                        text,
                        "half of a character in it, a surrogate (\\ud800 to \\udfff) without its other one");
            }
            if (text != null && text.indexOf('\0') >= 0) {
                throw new Unstorable(parser, text, "a NUL character (\\u0000) in it, which cannot be stored");
            }
            return text;
        }
    }

    /** Says where, and not what: that cannot be written. */
    static final class Unstorable extends InvalidFormatException {

        private final String what;

        /** @param what it has, as {@code "this has"} goes on */
        Unstorable(JsonParser parser, String text, String what) {
            super(parser, what, text, String.class);
            this.what = what;
        }

        String what() {
            return what;
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
