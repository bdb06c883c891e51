package dev.weir.server.rest;

import dev.weir.server.catalog.Demand;
import dev.weir.server.catalog.Wanted;
import dev.weir.server.intake.Order;
import dev.weir.server.jobs.About;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.CatchAll;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.workspace.Caller;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What is said of a job, whatever its rows come as. */
record JobOptions(
        @Schema(description = "Canonical names of the fields to be found, in the order wanted; or give blueprint")
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

        @Schema(description = "What a value needs to count, by field")
        Map<String, Acceptance> acceptance,

        @Schema(description = "Ask anew although an answer is remembered; false unless said") @Nullable
        Boolean fresh,

        @Schema(description = "The job's name; without it, that of its fields", maxLength = 200) @Nullable
        String name,

        @Schema(description = "An object of yours that stays with the job, of at most 8,192 bytes of JSON") @Nullable
        Map<String, Object> metadata,

        @Schema(
                description = "Refuse what else is kept and told: values that cannot be read, and in uploads rows for"
                        + " which nobody can be asked; false unless said")
        @Nullable
        Boolean strict) {

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_METADATA = 8_192;

    JobOptions {
        fields = fields == null ? List.of() : Arrays.asList(fields.toArray(String[]::new));
        waterfallConfig = waterfallConfig == null ? Map.of() : waterfallConfig;
        acceptance = acceptance == null ? Map.of() : acceptance;
    }

    /** What a value of one field needs to count. */
    @Schema(name = "Acceptance")
    record Acceptance(
            @Schema(description = "In percent; a provider that does not say how sure it is, is taken at its word")
            @Nullable
            Integer minConfidence,

            @Schema(
                    description =
                            "What is made of e-mails at domains that take mail for every name; accept_and_flag unless said",
                    allowableValues = {"accept", "accept_and_flag", "reject_and_continue"})
            @Nullable
            String catchAll,

            @Schema(description = "Who verifies what is found, in this order, before it counts: providers' slugs")
            @Nullable
            List<String> verify,

            @Schema(
                    description =
                            "A CEL expression that has to be true of a value, over value, field, provider, confidence,"
                                    + " values (all that the same answer gave) and row (what was known before)",
                    maxLength = 2000,
                    example = "!value.startsWith('info@') && values.person.work_email_status != 'risky'")
            @Nullable
            String condition) {}

    boolean isStrict() {
        return Boolean.TRUE.equals(strict);
    }

    /** @throws Problem for what cannot be meant, with its place */
    Order order(Caller.Key caller, About.Source source, Order.Hopeless hopeless) {
        return order(caller, source, hopeless, wanted(), null);
    }

    /** An order of that registered step alone, which says all about whom it asks. @throws Problem as above */
    Order byHand(Caller.Key caller, UUID workflow) {
        return order(
                caller,
                About.Source.API,
                Order.Hopeless.REFUSED,
                new Wanted(List.of(), Map.of(), Map.of(), doubt()),
                workflow);
    }

    private Order order(
            Caller.Key caller, About.Source source, Order.Hopeless hopeless, Wanted wanted, @Nullable UUID workflow) {
        return new Order(
                caller.workspace(),
                source,
                caller.keyId(),
                caller.memberId(),
                checkedName(),
                wanted,
                blueprint,
                workflow,
                Amounts.milli(maxCredits, "/maxCredits"),
                Amounts.milli(maxCreditsPerRow, "/maxCreditsPerRow"),
                Boolean.TRUE.equals(fresh),
                checkedMetadata(),
                hopeless);
    }

    private Wanted wanted() {
        if (blueprint != null) {
            requireBlueprintAlone();
            return new Wanted(List.of(), Map.of(), Map.of(), doubt());
        }
        if (fields.isEmpty()) {
            throw refused(
                    "no_fields",
                    "/fields",
                    "Name the fields you want, such as [\"person.work_email\"], or a blueprint.");
        }
        requireTexts("/fields", fields);
        waterfallConfig.forEach((field, names) -> requireTexts("/waterfallConfig/" + Problem.At.escaped(field), names));
        Map<String, Demand> demands = new LinkedHashMap<>();
        acceptance.forEach((field, said) -> demands.put(field, demand(field, said)));
        return new Wanted(fields, waterfallConfig, demands, doubt());
    }

    private OnDoubt doubt() {
        return onDoubt == null
                ? OnDoubt.HOLD
                : Given.oneOf(
                        "onDoubt", onDoubt, OnDoubt.values(), one -> one.name().toLowerCase(Locale.ROOT));
    }

    private void requireBlueprintAlone() {
        Map<String, Boolean> said = new LinkedHashMap<>();
        said.put("fields", !fields.isEmpty());
        said.put("waterfallConfig", !waterfallConfig.isEmpty());
        said.put("acceptance", !acceptance.isEmpty());
        said.forEach((name, given) -> {
            if (given) {
                throw refused(
                        "blueprint_and_" + (name.equals("waterfallConfig") ? "waterfall" : name),
                        "/" + name,
                        "The blueprint's steps say that. Leave " + name + " out, or the blueprint.");
            }
        });
    }

    private static void requireTexts(String pointer, @Nullable List<String> texts) {
        if (texts == null) {
            throw refused("bad_body", pointer, "Give a list of names, or leave it out.");
        }
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i) == null) {
                throw refused("bad_body", pointer + "/" + i, "null is no name.");
            }
        }
    }

    private static Demand demand(String field, @Nullable Acceptance said) {
        String pointer = "/acceptance/" + Problem.At.escaped(field);
        if (said == null) {
            throw refused("bad_body", pointer, "Give an object, or leave it out.");
        }
        Integer least = said.minConfidence();
        if (least != null && (least < 0 || least > 100)) {
            throw refused(
                    "bad_confidence",
                    pointer + "/minConfidence",
                    "minConfidence is a percentage, 0 to 100, and not " + least + ".");
        }
        List<String> verify = said.verify();
        if (verify != null) {
            requireTexts(pointer + "/verify", verify);
        }
        return new Demand(
                least == null ? 0 : least,
                said.catchAll() == null
                        ? CatchAll.ACCEPT_AND_FLAG
                        : Given.oneOf(
                                "catchAll", pointer + "/catchAll", said.catchAll(), CatchAll.values(), CatchAll::text),
                verify == null ? List.of() : verify,
                said.condition());
    }

    private String checkedName() {
        String said = name == null ? "" : name.strip();
        if (said.length() > LONGEST_NAME || said.chars().anyMatch(Character::isISOControl)) {
            throw refused(
                    "bad_name", "/name", "A name has at most " + LONGEST_NAME + " characters, all of them printable.");
        }
        return said;
    }

    private @Nullable String checkedMetadata() {
        if (metadata == null) {
            return null;
        }
        String json = JsonMapper.shared().writeValueAsString(metadata);
        if (json.getBytes(StandardCharsets.UTF_8).length > LONGEST_METADATA) {
            throw refused(
                    "metadata_too_large",
                    "/metadata",
                    "metadata is at most " + LONGEST_METADATA + " bytes of JSON; keep the rest on your side.");
        }
        return json;
    }

    private static Problem refused(String code, String pointer, String sentence) {
        return Problem.invalid(code, sentence).at(pointer);
    }
}
