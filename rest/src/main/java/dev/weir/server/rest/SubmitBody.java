package dev.weir.server.rest;

import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An order of records, see {@link JobOptions}. */
@Schema(name = "JobOrder")
record SubmitBody(
        @Schema(
                description = "The rows: objects from canonical field to text, number, truth value, list or object; at"
                        + " most 10,000, more as an upload. Beside its fields a row may have companyId, the id of the"
                        + " company it is about, whose domain it knows then",
                requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        List<Map<String, Object>> records,

        @Schema(description = "Canonical names of the fields to be found, in the order wanted; or give blueprint")
        @Nullable
        List<String> fields,

        @Schema(
                description =
                        "Instead of fields, waterfallConfig and acceptance: the blueprint to run, by its slug for the"
                                + " newest version, or slug@version")
        @Nullable
        String blueprint,

        @Schema(
                description =
                        "Whom to ask, in this order, by field; a field without an entry is asked of all who give it"
                                + " and can be reached, in the registry's order")
        @Nullable
        Map<String, List<String>> waterfallConfig,

        @Schema(description = "The most the job may spend, in credits; without it the worst case is held") @Nullable
        BigDecimal maxCredits,

        @Schema(description = "The most one row may spend, in credits") @Nullable
        BigDecimal maxCreditsPerRow,

        @Schema(
                description = "What becomes of a cell when a paid call's answer was lost; hold unless said",
                allowableValues = {"hold", "skip", "retry"})
        @Nullable
        String onDoubt,

        @Schema(description = "What a value needs to count, by field") @Nullable
        Map<String, JobOptions.Acceptance> acceptance,

        @Schema(description = "Ask anew although an answer is remembered; false unless said") @Nullable
        Boolean fresh,

        @Schema(description = "The job's name; without it, that of its fields", maxLength = 200) @Nullable
        String name,

        @Schema(description = "An object of yours that stays with the job, of at most 8,192 bytes of JSON") @Nullable
        Map<String, Object> metadata,

        @Schema(description = "Refuse values that cannot be read, which else are told and count as unknown") @Nullable
        Boolean strict,

        @Schema(
                description =
                        "Told how the job ends, by one POST as webhooks are, unsigned: such as the resume address of"
                                + " n8n's Wait node",
                maxLength = 2000)
        @Nullable
        String resumeUrl) {

    /** All but the records and whom to resume. */
    JobOptions options() {
        return new JobOptions(
                fields == null ? List.of() : fields,
                blueprint,
                waterfallConfig == null ? Map.of() : waterfallConfig,
                maxCredits,
                maxCreditsPerRow,
                onDoubt,
                acceptance == null ? Map.of() : acceptance,
                fresh,
                name,
                metadata,
                strict);
    }
}
