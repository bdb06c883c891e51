package dev.weir.sandbox;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Writes a vendor's JSON without building a tree first: the sandbox answers tens of thousands of calls a second. */
final class Body {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JsonGenerator out;

    private Body(JsonGenerator out) {
        this.out = out;
    }

    /** The bytes of one JSON object. */
    static byte[] of(Consumer<Body> content) {
        var bytes = new ByteArrayOutputStream(1_024);
        try (JsonGenerator generator = JSON.createGenerator(bytes)) {
            generator.writeStartObject();
            content.accept(new Body(generator));
            generator.writeEndObject();
        }
        return bytes.toByteArray();
    }

    Body with(String name, @Nullable String value) {
        if (value == null) {
            out.writeNullProperty(name);
        } else {
            out.writeStringProperty(name, value);
        }
        return this;
    }

    Body with(String name, long value) {
        out.writeNumberProperty(name, value);
        return this;
    }

    /** A number, or the member without a value. */
    Body withNumber(String name, @Nullable Integer value) {
        return value == null ? without(name) : with(name, value.longValue());
    }

    Body with(String name, double value) {
        out.writeNumberProperty(name, value);
        return this;
    }

    Body with(String name, boolean value) {
        out.writeBooleanProperty(name, value);
        return this;
    }

    /** Members the vendor sends without a value. */
    Body without(String... names) {
        for (String name : names) {
            out.writeNullProperty(name);
        }
        return this;
    }

    Body object(String name, Consumer<Body> content) {
        out.writeObjectPropertyStart(name);
        content.accept(this);
        out.writeEndObject();
        return this;
    }

    Body list(String name, String... values) {
        out.writeArrayPropertyStart(name);
        for (String value : values) {
            out.writeString(value);
        }
        out.writeEndArray();
        return this;
    }

    /** A list of one object. */
    Body objects(String name, Consumer<Body> only) {
        out.writeArrayPropertyStart(name);
        out.writeStartObject();
        only.accept(this);
        out.writeEndObject();
        out.writeEndArray();
        return this;
    }

    /** A list of values that are JSON already. */
    Body raw(String name, List<String> values) {
        out.writeArrayPropertyStart(name);
        values.forEach(out::writeRawValue);
        out.writeEndArray();
        return this;
    }

    /** A value that is JSON already. */
    Body raw(String name, String value) {
        out.writeName(name);
        out.writeRawValue(value);
        return this;
    }
}
