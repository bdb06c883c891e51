package dev.weir.provider;

import java.util.regex.Pattern;

/**
 * Names one operation of one provider, written {@code slug.operation}.
 *
 * @param operation of a {@link FunctionProvider} as its user named it, so that its case counts
 */
public record OperationId(String provider, String operation) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]*");
    private static final Pattern FUNCTION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");

    public OperationId {
        if (!NAME.matcher(provider).matches()) {
            throw new IllegalArgumentException(
                    "'" + provider + "' is not a name: use lower-case letters, digits and hyphens, such as 'hunter'");
        }
        if (!FUNCTION.matcher(operation).matches()) {
            throw new IllegalArgumentException("'" + operation
                    + "' is not a name: use letters, digits, hyphens and underscores, such as 'email-finder'");
        }
    }

    /** @throws IllegalArgumentException when {@code text} is not of the form {@code slug.operation} */
    public static OperationId parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("'" + text + "' is not of the form provider.operation");
        }
        return new OperationId(text.substring(0, dot), text.substring(dot + 1));
    }

    @Override
    public String toString() {
        return provider + "." + operation;
    }
}
