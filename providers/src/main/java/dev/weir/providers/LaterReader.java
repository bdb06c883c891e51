package dev.weir.providers;

import dev.weir.provider.CallbackSignature;
import dev.weir.provider.LateOperation;
import dev.weir.providers.DeclarationReader.Common;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the {@code later} section of an operation. */
final class LaterReader {

    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final double FACTOR = 1.5;
    private static final Duration PATIENCE = Duration.ofHours(24);
    private static final Duration TYPICAL = Duration.ofMinutes(10);

    private final JsonNode operation;
    private final JsonNode later;
    private final String at;
    private final Common common;
    private final Problems problems;

    /**
     * @param operation with a {@code later} section
     * @param at of the operation
     */
    LaterReader(JsonNode operation, String at, Common common, Problems problems) {
        this.operation = operation;
        boolean shared = operation.path("later").isString();
        this.later = shared ? common.later() : operation.path("later");
        this.at = shared ? "/later" : at + "/later";
        this.common = common;
        this.problems = problems;
    }

    /** @param submission the operation's own rules and the provider's, without the standard ones */
    Later read(List<Set<String>> inputs, Set<String> helpers, List<Rule> submission) {
        if (later.isMissingNode()) {
            problems.add("", "'later: shared' needs a section 'later' in the file.");
        }
        List<Rule> rules = new ArrayList<>(submission);
        rules.addAll(Rule.standardOfSubmissions());
        Pointer list = pointer(later, "list");
        Pointer key = pointer(later, "key");
        if ((list == null) != (key == null)) {
            problems.add(at, "'list' and 'key' belong together: where the items stand, and where in one our key does.");
        }
        if (list == null && operation.path("batchSize").asInt(1) > 1) {
            problems.add(at, "a batch of questions needs 'list' and 'key', so that answers are joined by identity.");
        }
        if (!later.has("poll") && !later.has("callback")) {
            problems.add(at, "something must bring the answer: declare 'poll', 'callback' or both.");
        }
        Duration patience = Durations.read(later.path("patience"), PATIENCE);
        if (!patience.isPositive()) {
            problems.add(at + "/patience", "patience is longer than nothing.");
        }
        Duration typical = Durations.read(later.path("typical"), TYPICAL);
        if (!typical.isPositive()) {
            problems.add(at + "/typical", "an answer takes longer than nothing.");
        }
        return new Later(
                rules,
                pointer(later, "id"),
                patience,
                typical,
                later.path("again").asString("").equals("free"),
                list,
                key,
                total(),
                lacks(),
                poll(inputs, helpers),
                callback());
    }

    /** What an item's answer means. */
    List<Rule> itemRules() {
        List<Rule> rules = new ArrayList<>(rules(later, "/reading"));
        rules.addAll(Rule.standard());
        return rules;
    }

    private List<Rule> rules(JsonNode owner, String place) {
        List<Rule> rules = RuleReader.rules(owner.path("reading"), at + place, problems);
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).meaning() == Rule.Meaning.ACCEPTED) {
                problems.add(at + place + "/" + i + "/reply", "only a submission is ACCEPTED.");
            }
        }
        return rules;
    }

    private Later.@Nullable Total total() {
        JsonNode total = later.path("total");
        return total.isMissingNode()
                ? null
                : new Later.Total(RuleReader.place(total), total.path("times").asInt(1));
    }

    private List<Later.Lack> lacks() {
        List<Later.Lack> lacks = new ArrayList<>();
        for (int i = 0; i < later.path("lacks").size(); i++) {
            JsonNode node = later.path("lacks").path(i);
            Set<String> fields = new LinkedHashSet<>();
            for (int j = 0; j < node.path("fields").size(); j++) {
                FieldReader.field(node.path("fields").path(j).asString(), at + "/lacks/" + i + "/fields/" + j, problems)
                        .ifPresent(field -> fields.add(field.name()));
            }
            lacks.add(new Later.Lack(RuleReader.condition(node.path("when")), fields));
        }
        return lacks;
    }

    private Later.@Nullable Poll poll(List<Set<String>> inputs, Set<String> helpers) {
        JsonNode poll = later.path("poll");
        if (poll.isMissingNode()) {
            return null;
        }
        RequestTemplate request = new Templates(
                        at + "/poll/request", common, inputs, helpers, Templates.Sending.POLL, problems)
                .read(poll.path("request"));
        List<Rule> rules = new ArrayList<>(rules(poll, "/poll/reading"));
        rules.addAll(common.rules());
        rules.addAll(Rule.standard());
        Duration first = Durations.read(poll.path("first"), FIRST);
        Duration longest = Durations.read(poll.path("longest"), LONGEST.compareTo(first) < 0 ? first : LONGEST);
        double factor = poll.path("factor").asDouble(FACTOR);
        try {
            return new Later.Poll(request, rules, below(poll), new LateOperation.Polling(first, factor, longest));
        } catch (IllegalArgumentException wrong) {
            problems.add(at + "/poll", wrong.getMessage() + ".");
            return null;
        }
    }

    private Later.@Nullable Returned callback() {
        JsonNode callback = later.path("callback");
        if (callback.isMissingNode()) {
            return null;
        }
        List<Rule> rules = new ArrayList<>(rules(callback, "/callback/reading"));
        rules.addAll(Rule.standard());
        return new Later.Returned(
                rules,
                below(callback),
                pointer(callback, "id"),
                signature(callback.path("signature")),
                callback.path("needed").asBoolean(false));
    }

    private Optional<CallbackSignature> signature(JsonNode node) {
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        String secret = node.path("secret").asString();
        if (!common.secrets().contains(secret)) {
            problems.add(at + "/callback/signature/secret", "'" + secret + "' is not declared; add it to 'secrets'.");
        }
        return Optional.of(new CallbackSignature(
                CallbackSignature.Scheme.valueOf(
                        node.path("scheme").asString().toUpperCase(Locale.ROOT).replace('-', '_')),
                node.path("header").asString().toLowerCase(Locale.ROOT),
                node.path("prefix").asString(""),
                secret,
                DeclarationReader.texts(node.path("keyPrefixes")),
                node.has("timestampHeader")
                        ? node.path("timestampHeader").asString().toLowerCase(Locale.ROOT)
                        : null,
                Durations.read(node.path("window"), Duration.ofMinutes(5)),
                true));
    }

    private static Pointer below(JsonNode owner) {
        return Pointer.of(owner.path("at").asString(""));
    }

    private static @Nullable Pointer pointer(JsonNode owner, String member) {
        return owner.has(member) ? Pointer.of(owner.path(member).asString()) : null;
    }
}
