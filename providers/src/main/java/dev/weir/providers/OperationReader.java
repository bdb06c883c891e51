package dev.weir.providers;

import dev.weir.provider.Nearest;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationId;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.OperationSpec.Billing;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Mode;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Pace;
import dev.weir.providers.DeclarationReader.Common;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads one operation of a declaration that the schema has passed. */
final class OperationReader {

    private static final Duration HIT_FRESH = Duration.ofDays(30);
    private static final Duration MISS_FRESH = Duration.ofDays(7);
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final JsonNode node;
    private final String at;
    private final Common common;
    private final Problems problems;

    OperationReader(JsonNode node, String at, Common common, Problems problems) {
        this.node = node;
        this.at = at;
        this.common = common;
        this.problems = problems;
    }

    Optional<Operation> read() {
        List<Set<String>> inputs = inputs();
        Set<String> helpers = fieldSet(node.path("helpers"), at + "/helpers");
        RequestTemplate request =
                new Templates(at + "/request", common, inputs, helpers, sending(), problems).read(node.path("request"));
        Map<String, List<FieldSource>> sources = new FieldReader(at + "/fields", problems).read(node.path("fields"));
        Set<String> notEnough = fieldSet(node.path("notEnough"), at + "/notEnough");
        for (String field : notEnough) {
            if (!sources.containsKey(field)) {
                problems.add(
                        at + "/notEnough",
                        field + " is none of the operation's fields." + Nearest.question(sources.keySet(), field));
            }
        }
        if (notEnough.containsAll(sources.keySet())) {
            problems.add(at + "/notEnough", "at least one field must make a find.");
        }
        CostRule cost = cost();
        Long price = price();
        Duration deadline = Durations.read(node.path("deadline"), DEADLINE);
        if (!deadline.isPositive()) {
            problems.add(at + "/deadline", "a deadline is longer than nothing.");
        }
        List<Rule> declared = rules();
        LaterReader reader = isLate() ? new LaterReader(node, at, common, problems) : null;
        Later later = reader == null ? null : reader.read(inputs, helpers, declared);
        if (!isLate() && node.path("batchSize").asInt(1) > 1) {
            problems.add(at + "/batchSize", "only an operation that answers later takes many questions in one call.");
        }
        List<Rule> rules = reader == null ? withStandard(declared) : reader.itemRules();
        if (price == null || !problems.none()) {
            return Optional.empty();
        }
        OperationSpec spec = spec(inputs, helpers, List.copyOf(sources.keySet()), cost, price, deadline);
        DeclaredOperation operation = new DeclaredOperation(
                spec,
                request,
                rules,
                shape(),
                sources,
                notEnough,
                cost,
                common.errorText(),
                common.masks(),
                node.path("body").asString("json").equals("text"));
        return Optional.of(later == null ? operation : new DeclaredLateOperation(operation, later));
    }

    private boolean isLate() {
        return node.has("later");
    }

    private Templates.Sending sending() {
        if (!isLate()) {
            return Templates.Sending.ASK;
        }
        return node.path("batchSize").asInt(1) > 1 ? Templates.Sending.SUBMIT_MANY : Templates.Sending.SUBMIT_ONE;
    }

    private OperationSpec spec(
            List<Set<String>> inputs,
            Set<String> helpers,
            List<String> outputs,
            CostRule cost,
            long price,
            Duration deadline) {
        return new OperationSpec(
                new OperationId(common.slug(), node.path("name").asString()),
                node.path("title").asString(),
                node.path("version").asInt(),
                isLate() ? Mode.ASYNC : Mode.SYNC,
                inputs,
                helpers,
                outputs,
                cost.billing(),
                cost.milli(),
                unit(),
                price,
                charge(cost.billing()),
                new Pace(
                        node.path("pace").path("perSecond").asInt(0),
                        node.path("pace").path("perMinute").asInt(0),
                        node.path("pace").path("concurrency").asInt()),
                node.path("batchSize").asInt(1),
                Repeat.valueOf(upper(node.path("repeat"))),
                false,
                Durations.read(node.path("fresh").path("hit"), HIT_FRESH),
                Durations.read(node.path("fresh").path("miss"), MISS_FRESH),
                deadline,
                node.path("prior").asDouble(OperationSpec.USUAL_PRIOR));
    }

    private List<Set<String>> inputs() {
        List<Set<String>> inputs = new ArrayList<>();
        for (int i = 0; i < node.path("inputs").size(); i++) {
            inputs.add(fieldSet(node.path("inputs").path(i), at + "/inputs/" + i));
        }
        return inputs;
    }

    private Set<String> fieldSet(JsonNode list, String place) {
        Set<String> fields = new LinkedHashSet<>();
        for (int i = 0; i < list.size(); i++) {
            FieldReader.field(list.path(i).asString(), place + "/" + i, problems)
                    .ifPresent(field -> fields.add(field.name()));
        }
        return fields;
    }

    private List<Rule> rules() {
        List<Rule> rules = new ArrayList<>(RuleReader.rules(node.path("reading"), at + "/reading", problems));
        rules.addAll(common.rules());
        for (int i = 0; i < rules.size() && !isLate(); i++) {
            if (rules.get(i).meaning() == Rule.Meaning.ACCEPTED) {
                problems.add(at + "/reading", "ACCEPTED belongs to an operation that answers later; add 'later'.");
            }
        }
        return rules;
    }

    private static List<Rule> withStandard(List<Rule> declared) {
        List<Rule> rules = new ArrayList<>(declared);
        rules.addAll(Rule.standard());
        return List.copyOf(rules);
    }

    private AnswerShape shape() {
        List<Map.Entry<Pointer, Set<JsonType>>> places = new ArrayList<>();
        node.path("answer").properties().forEach(place -> {
            List<String> words = place.getValue().isArray()
                    ? DeclarationReader.texts(place.getValue())
                    : List.of(place.getValue().asString());
            places.add(Map.entry(
                    Pointer.of(place.getKey()),
                    words.stream().map(JsonType::named).collect(Collectors.toUnmodifiableSet())));
        });
        return new AnswerShape(places);
    }

    private CostRule cost() {
        JsonNode cost = node.path("cost");
        Billing billing = Billing.valueOf(upper(cost.path("billing")));
        if (billing == Billing.NOTHING && cost.path("milli").asLong() > 0) {
            problems.add(at + "/cost/milli", "what bills nothing costs 0.");
        }
        if (cost.has("on") && billing != Billing.RESULT) {
            problems.add(at + "/cost/on", "'on' belongs to billing: result.");
        }
        return new CostRule(
                billing,
                cost.path("milli").asLong(),
                cost.path("on").asString("found").equals("success"),
                cost.has("reported") ? RuleReader.place(cost.path("reported")) : null,
                cost.path("reported").path("times").asInt(1),
                pointer("requestId"),
                pointer("recordId"));
    }

    private @Nullable Pointer pointer(String member) {
        return node.has(member) ? Pointer.of(node.path(member).asString()) : null;
    }

    private String unit() {
        return node.path("cost").path("unit").asString("credit");
    }

    /** The customer's price; null, and a problem, when it cannot be taken from the vendor's. */
    private @Nullable Long price() {
        JsonNode milli = node.path("price").path("milli");
        if (!milli.isMissingNode()) {
            return milli.asLong();
        }
        if (!unit().equals("credit")) {
            problems.add(
                    at + "/price",
                    "the vendor bills in " + unit() + ", so 'price.milli' must say what it is in" + " 1/1000 credit.");
            return null;
        }
        return node.path("cost").path("milli").asLong();
    }

    private Charge charge(Billing billing) {
        JsonNode charge = node.path("price").path("charge");
        if (!charge.isMissingNode()) {
            return Charge.valueOf(upper(charge));
        }
        return switch (billing) {
            case RESULT -> Charge.ACCEPTED;
            case CALL -> Charge.ANSWERED;
            case NOTHING -> Charge.NEVER;
        };
    }

    private static String upper(JsonNode node) {
        return node.asString().toUpperCase(Locale.ROOT);
    }
}
