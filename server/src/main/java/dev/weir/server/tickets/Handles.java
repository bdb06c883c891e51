package dev.weir.server.tickets;

import dev.weir.provider.Sha256;
import java.security.SecureRandom;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the outside calls submissions and tickets by: unguessable, with the workspace's number in clear, so that whoever
 * shows one can be looked for in one tenant alone.
 */
final class Handles {

    private static final String SUBMISSION = "cb";
    private static final String TICKET = "tk";
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    // 131 bits.
    private static final int RANDOM = 22;
    private static final Pattern FORM = Pattern.compile("(?:cb|tk)_([0-9]{1,18})_[0-9A-Za-z]{" + RANDOM + "}");

    private final SecureRandom random = new SecureRandom();

    /** A token for a call-back address. */
    String token(long workspaceId) {
        return handle(SUBMISSION, workspaceId);
    }

    /** A ticket's key; at most 44 characters of {@code [A-Za-z0-9_]}. */
    String key(long workspaceId) {
        return handle(TICKET, workspaceId);
    }

    private String handle(String kind, long workspaceId) {
        StringBuilder handle = new StringBuilder(48)
                .append(kind)
                .append('_')
                .append(workspaceId)
                .append('_');
        for (int i = 0; i < RANDOM; i++) {
            handle.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return handle.toString();
    }

    /** Whose a token or key says it is; empty for what is none. */
    static OptionalLong workspaceOf(String handle) {
        Matcher form = FORM.matcher(handle);
        return form.matches() ? OptionalLong.of(Long.parseLong(form.group(1))) : OptionalLong.empty();
    }

    /** All that is kept of a token. */
    static byte[] hash(String token) {
        return Sha256.of(token);
    }
}
