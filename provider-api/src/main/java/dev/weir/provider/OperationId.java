package dev.weir.provider;

import java.util.regex.Pattern;

/** Names one operation of one provider, written {@code slug.operation}. */
public record OperationId(String provider, String operation) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]*");

    public OperationId {
        require(provider);
        require(operation);
    }

    /** @throws IllegalArgumentException when {@code text} is not of the form {@code slug.operation} */
    public static OperationId parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("'" + text + "' is not of the form provider.operation");
        }
        return new OperationId(text.substring(0, dot), text.substring(dot + 1));
    }

    private static void require(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is not a name: use lower-case letters, digits and hyphens, such as 'email-finder'");
        }
    }

    @Override
    public String toString() {
        return provider + "." + operation;
    }
}
