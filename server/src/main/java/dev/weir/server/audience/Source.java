package dev.weir.server.audience;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where subscribers come from.
 *
 * @param slug its name within its workspace
 * @param template of the tool whose deliveries it reads; null when its mapping is its own
 * @param signature how deliveries are signed; null where nothing is delivered
 * @param mapping how deliveries are read; null where nothing is delivered
 * @param secretNumber of its newest secret; 0 for none
 * @param previousSecretUntil until when the secret before the newest counts, too; null when it does not any more
 * @param timetable when what is pending from here is submitted; null for never by itself
 * @param next when that is next; null without a timetable
 * @param active whether anything is taken from it
 */
public record Source(
        long id,
        String slug,
        @Nullable String title,
        @Nullable String template,
        @Nullable Signature signature,
        @Nullable Mapping mapping,
        From.Merge merge,
        int secretNumber,
        @Nullable Instant previousSecretUntil,
        @Nullable Timetable timetable,
        @Nullable Instant next,
        boolean active,
        String createdBy,
        Instant createdAt,
        Instant updatedAt) {

    /** What people and programs send by the API. */
    public static final String API = "api";

    /** Lists that are uploaded. */
    public static final String UPLOAD = "upload";

    /** Whether it is there without anybody having made it. */
    public boolean builtIn() {
        return isBuiltIn(slug);
    }

    static boolean isBuiltIn(String slug) {
        return slug.equals(API) || slug.equals(UPLOAD);
    }

    /** What one is called, of those that are called so: also one that has been deleted. */
    public static String name(Map<Long, String> slugs, long id) {
        return slugs.getOrDefault(id, "deleted-" + id);
    }

    /** Whether its deliveries can only be judged by a secret, and there is none yet. */
    public boolean lacksSecret() {
        return signature != null && signature.hasSecret() && secretNumber == 0;
    }
}
