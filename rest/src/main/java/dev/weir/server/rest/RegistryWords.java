package dev.weir.server.rest;

import io.swagger.v3.oas.models.media.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the OpenAPI document says of the forms that steps and blueprints are written in: they are the registry's, which is
 * read from files, too, and knows nothing of the API. docs/reference/registry-files.md has the same at length.
 */
final class RegistryWords {

    private static final List<String> ON_FAILURE = List.of("mark", "event", "continue", "stop");

    /** By the form's name: what each of its properties says, and of some the words there are. */
    private static final Map<String, RegistryWords> FORMS = Map.of(
            "StepForm",
            new RegistryWords("name")
                    .say("name", "1 to 64 of a-z 0-9 . _ -; unique in the workspace")
                    .say("title", "For people")
                    .say("overallStepNumber", "For people: its place among all steps")
                    .say("kind", "lookup, when it is not said", "lookup", "compute", "await")
                    .say("type", "What its operations are; checked against them", "SYNC", "ASYNC")
                    .say("fields", "What it finds: canonical names, or custom.<name>")
                    .say(
                            "types",
                            "Of custom fields that are no text: number, integer, score, boolean, time, email, phone, url,"
                                    + " domain, list, map, records")
                    .say("provider", "Whom to ask, alone; without it and a waterfall, all who give the fields")
                    .say("operations", "Which of the provider's; all that give the fields when not said")
                    .say("function", "Of a provider whose operations you name, or what a compute step works out by")
                    .say("waterfall", "Whom to ask, in this order: hunter, or hunter.person for one operation")
                    .say(
                            "completeness",
                            "Whether what several say is put together (when not said), a complete answer alone counts, or any"
                                    + " of the fields is enough",
                            "merge",
                            "complete",
                            "any")
                    .say("condition", "CEL: for which rows the step is; pointed at where it is wrong")
                    .say("acceptance", "What a value needs to count")
                    .say("verify", "Who verifies what is found, for steps of one e-mail field")
                    .say("retry", "How calls that fail for the moment are tried again")
                    .say("maxWait", "How long an unavailable provider is waited for, such as 2m")
                    .say("timeOut", "The longest an answer or an event is waited for, such as 60s, 30m, 24h, 7d")
                    .say(
                            "reuse",
                            "How old an earlier result of the step for the row's company may be to be taken instead of"
                                    + " asking, such as 30d, at most 3650d; without it, it is asked anew")
                    .say("caps", "What the step may spend")
                    .say(
                            "onFailure",
                            "What a failure means for the row; as the blueprint says when not said",
                            ON_FAILURE)
                    .say("destination", "Where results are written; of the step and of no version of it")
                    .say(
                            "config",
                            "What the kind needs beyond that: inputs, alsoSend and credits of a function, events of an"
                                    + " await step, what a compute step works with"),
            "StepAcceptance",
            new RegistryWords()
                    .say("minConfidence", "0 to 100, of fields of which it is said")
                    .say(
                            "catchAll",
                            "What becomes of an e-mail at a domain that takes every address",
                            "accept",
                            "accept_and_flag",
                            "reject_and_continue")
                    .say("condition", "CEL, of the value"),
            "StepRetry",
            new RegistryWords()
                    .say("attempts", "1 to 10, the first among them")
                    .say("backOff", "How the delay grows", "exponential", "linear", "constant")
                    .say("initialDelay", "Such as 2s")
                    .say("maxDelay", "Such as 1m")
                    .say("statuses", "HTTP statuses that are tried again, of 5xx; all of them when not said"),
            "StepCaps",
            new RegistryWords().say("creditsPerRow", "The most the step may cost a row, in credits"),
            "StepDestination",
            new RegistryWords()
                    .say(
                            "db",
                            "hq: the workspace's schema inside Weir's own database; workspace: the database that the"
                                    + " workspace connects",
                            "hq",
                            "workspace")
                    .say("tableName", "The table in it; of a workspace's own database schema.table, too")
                    .say(
                            "fieldMappings",
                            "Field to column. When not said, every field goes into a column called as it is, with"
                                    + " underscores for dots. company_id, company_domain and weir_key are filled by"
                                    + " themselves where the table has them")
                    .say(
                            "mode",
                            "insert adds a row (the table has a unique column weir_key); upsert sets what the result has in"
                                    + " the row of the same keys, or adds it; update_if_blank fills what is null or empty"
                                    + " there, or adds it. When not said: upsert if there are keys, else insert",
                            "insert",
                            "upsert",
                            "update_if_blank")
                    .say(
                            "keys",
                            "The columns by which upsert and update_if_blank find a row; a unique index is on them: mapped"
                                    + " ones, company_id, company_domain"),
            "BlueprintForm",
            new RegistryWords("slug", "steps")
                    .say("slug", "Its name, unique in the workspace")
                    .say("title", "For people")
                    .say("steps", "In order: name for the newest version at each submit, or name@version")
                    .say("onFailure", "For steps that do not say it; mark when not said", ON_FAILURE));

    private final List<String> required;
    private final Map<String, String> said = new HashMap<>();
    private final Map<String, List<String>> words = new HashMap<>();

    private RegistryWords(String... required) {
        this.required = List.of(required);
    }

    private RegistryWords say(String property, String description, String... words) {
        return say(property, description, List.of(words));
    }

    private RegistryWords say(String property, String description, List<String> words) {
        said.put(property, description);
        if (!words.isEmpty()) {
            this.words.put(property, words);
        }
        return this;
    }

    /** Says of a form's schema what there is to say; of others nothing. */
    static void of(String form, Schema<?> schema) {
        RegistryWords words = FORMS.get(form);
        if (words == null) {
            return;
        }
        schema.getProperties().forEach((name, property) -> {
            property.setDescription(Objects.requireNonNull(words.said.get(name), form + "." + name));
            List<String> choice = words.words.get(name);
            if (choice != null) {
                allow(property, choice);
            }
        });
        if (!words.required.isEmpty()) {
            schema.setRequired(words.required);
        }
    }

    @SuppressWarnings("unchecked") // that property is a text
    private static void allow(Schema<?> property, List<String> words) {
        ((Schema<Object>) property).setEnum(new ArrayList<>(words));
    }
}
