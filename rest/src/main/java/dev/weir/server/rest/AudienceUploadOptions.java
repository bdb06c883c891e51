package dev.weir.server.rest;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is said of a list of subscribers that is sent.
 *
 * @param said of its subscribers
 * @param list how it is read
 */
record AudienceUploadOptions(OfSubscribers said, UploadOptions.OfList list) {

    /** Of the properties in a query those that are texts; any other is written as JSON. */
    private static final Set<String> TEXTS =
            Set.of("source", "name", "email", "occurredAt", "country", "encoding", "sheet");

    /** What a query may say. */
    static final Set<String> NAMES = UploadOptions.names(OfSubscribers.class);

    /** What is said of all of them. */
    @Schema(name = "AudienceUploadOptions")
    record OfSubscribers(
            @Schema(description = "Slug of the source that says so; upload unless said") @Nullable
            String source,

            @Schema(description = "What the upload is called; the file's name unless said", maxLength = 200) @Nullable
            String name,

            @Schema(description = "Header of the column of addresses, where the headers do not tell") @Nullable
            String email,

            @Schema(description = "Whether all of them are subscribed: false for a list of those who have left")
            @Nullable
            Boolean subscribed,

            @Schema(description = "When all this was so, for a list that is old; now unless said") @Nullable
            Instant occurredAt) {

        private static final int LONGEST_NAME = 200;

        OfSubscribers {
            name = name == null || name.isBlank() ? null : name.strip();
            if (name != null && name.length() > LONGEST_NAME) {
                throw UploadOptions.refused(
                        "bad_name", "/name", "The name of an upload has at most " + LONGEST_NAME + " characters.");
            }
        }
    }

    static AudienceUploadOptions of(String document, JsonMapper json) {
        return UploadOptions.read(
                UploadOptions.object(document, json), json, OfSubscribers.class, AudienceUploadOptions::new);
    }

    static AudienceUploadOptions of(Map<String, String[]> query, JsonMapper json) {
        return UploadOptions.read(
                UploadOptions.object(query, TEXTS, json), json, OfSubscribers.class, AudienceUploadOptions::new);
    }
}
