package dev.weir.server.workspace;

import java.security.SecureRandom;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names that are secrets, too, and are given to somebody outside: {@code <kind>_<workspace>_<131 random bits>}. The workspace
 * stands in clear, so that whoever shows one can be looked for in one tenant alone.
 */
public final class SecretNames {

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    /** 62^22 is more than 2^130. */
    private static final int RANDOM = 22;

    private static final SecureRandom SECURE = new SecureRandom();

    private final String kind;
    private final Pattern form;

    /** @param kind what they are for, two or three lower-case letters */
    public SecretNames(String kind) {
        this.kind = kind;
        this.form = Pattern.compile(kind + "_([0-9]{1,18})_[0-9A-Za-z]{" + RANDOM + "}");
    }

    /** One that nobody has been given; at most 45 characters of {@code [A-Za-z0-9_]}. */
    public String fresh(long workspaceId) {
        StringBuilder name = new StringBuilder(48)
                .append(kind)
                .append('_')
                .append(workspaceId)
                .append('_');
        for (int i = 0; i < RANDOM; i++) {
            name.append(DIGITS.charAt(SECURE.nextInt(DIGITS.length())));
        }
        return name.toString();
    }

    /** Whose it says it is; empty for what is none of this kind. */
    public OptionalLong workspaceOf(String name) {
        Matcher matcher = form.matcher(name);
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }
}
