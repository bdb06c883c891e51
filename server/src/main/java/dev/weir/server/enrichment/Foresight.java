package dev.weir.server.enrichment;

import dev.weir.provider.OperationId;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.server.waterfall.AcceptanceRule;
import dev.weir.server.waterfall.CellEnd;
import dev.weir.server.waterfall.Computation;
import dev.weir.server.waterfall.Decision;
import dev.weir.server.waterfall.NotAskedReason;
import dev.weir.server.waterfall.Outcome;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Role;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.StepCondition;
import dev.weir.server.waterfall.StepKind;
import dev.weir.server.waterfall.Verdict;
import dev.weir.server.waterfall.Waterfall;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a job over some rows would still have to ask: it goes through each row's waterfalls as a run does, with remembered
 * answers for calls, up to the first question of a cell that nobody remembers. Asks nobody and stores nothing.
 *
 * <p>What is still to be found counts as found when later steps need it, so that nothing that may be asked is left out; and
 * what is remembered of a question that would be put differently then is not counted on. A
 * row whose values are those of an earlier one asks nothing of its own.
 */
public final class Foresight {

    /** Cells that have the same left to ask. @param finds the places that find, by their index in the step */
    public record Left(int step, List<Integer> finds) {
        public Left {
            finds = List.copyOf(finds);
        }
    }

    /**
     * What the rows so far come to.
     *
     * @param rows how many they are
     * @param repeated those of them that repeat an earlier one
     * @param remembered cells for which answers are remembered that leave nothing to ask, by step
     * @param left cells for which somebody may be asked
     */
    public record Seen(long rows, long repeated, Map<Integer, Long> remembered, Map<Left, Long> left) {
        public Seen {
            remembered = Map.copyOf(remembered);
            left = Map.copyOf(left);
        }
    }

    private final Plan plan;
    private final long workspaceId;
    private final Function<Collection<AnswerKey>, Map<AnswerKey, Reply>> memory;
    private final Set<String> telling = new HashSet<>();
    private final List<Predicate<String>> readers = new ArrayList<>();
    private final Set<Values> before = new HashSet<>();
    private final Map<Integer, Long> remembered = new TreeMap<>();
    private final Map<Left, Long> left = new HashMap<>();
    private long rows;
    private long repeated;

    /** @param memory the remembered ones among the answers to some questions, such as {@link Memory#of} gives them */
    public Foresight(Plan plan, long workspaceId, Function<Collection<AnswerKey>, Map<AnswerKey, Reply>> memory) {
        this.plan = plan;
        this.workspaceId = workspaceId;
        this.memory = memory;
        for (Step step : plan.steps()) {
            telling.addAll(step.fields());
            AcceptanceRule rule = step.acceptance().rule();
            if (rule != null) {
                readers.add(rule::reads);
            }
            StepCondition condition = step.rules().condition();
            if (condition != null) {
                readers.add(condition::reads);
            }
            if (step.kind() instanceof StepKind.Compute(Computation computation)) {
                readers.add(computation::reads);
            }
            for (Place place : step.places()) {
                place.spec().inputs().forEach(telling::addAll);
                telling.addAll(place.spec().helpers());
            }
        }
    }

    /** Goes through these rows, with a look-up for all of them together at each turn: a thousand or so are best. */
    public void add(List<Values> inputs) {
        List<Walk> walks = new ArrayList<>();
        for (Values input : inputs) {
            rows++;
            if (before.add(telling(input))) {
                walks.add(new Walk(input));
            } else {
                repeated++;
            }
        }
        Map<AnswerKey, Optional<Reply>> looked = new HashMap<>();
        while (!walks.isEmpty()) {
            Set<AnswerKey> wanted = new LinkedHashSet<>();
            List<Walk> going = new ArrayList<>();
            for (Walk walk : walks) {
                AnswerKey question = walk.on(looked);
                if (question != null) {
                    going.add(walk);
                    wanted.add(question);
                }
            }
            walks = going;
            Map<AnswerKey, Reply> found = wanted.isEmpty() ? Map.of() : memory.apply(wanted);
            wanted.forEach(key -> looked.put(key, Optional.ofNullable(found.get(key))));
        }
    }

    /** What of a row makes a difference. */
    private Values telling(Values input) {
        return input.only(input.fields().stream()
                .filter(field -> telling.contains(field) || readers.stream().anyMatch(reader -> reader.test(field)))
                .toList());
    }

    public Seen seen() {
        return new Seen(rows, repeated, remembered, left);
    }

    /** One row on its way. */
    private final class Walk {
        private final Set<String> toBeFound = new HashSet<>();
        private final Map<OperationId, Values> given = new HashMap<>();
        private final List<Outcome> outcomes = new ArrayList<>();
        private Values known;
        private int index;
        private boolean recalled;

        Walk(Values input) {
            this.known = plan.read(input);
        }

        /** Goes on as far as what was looked up leads. Returns the question to look up next; null at the end. */
        @Nullable
        AnswerKey on(Map<AnswerKey, Optional<Reply>> looked) {
            while (index < plan.steps().size()) {
                Step step = plan.steps().get(index);
                if (outcomes.isEmpty() && isNotForRow(step)) {
                    next();
                    continue;
                }
                if (!step.looksUp()) {
                    unasked(step);
                    continue;
                }
                switch (Waterfall.next(step, plan.onDoubt(), known, outcomes)) {
                    case Decision.Stop(CellEnd end) -> ended(end);
                    case Decision.Ask(int place, List<String> wanted) -> {
                        AnswerKey question = turn(step, place, wanted, looked);
                        if (question != null) {
                            return question;
                        }
                    }
                }
            }
            return null;
        }

        /** What is awaited, or worked out from what is still to be found, is to be found itself. */
        private void unasked(Step step) {
            if (step.kind() instanceof StepKind.Compute(Computation computation)
                    && toBeFound.stream().noneMatch(computation::reads)) {
                if (Waterfall.computed(step, computation, known) instanceof CellEnd.Completed(Values values, var _)) {
                    known = known.and(values);
                }
            } else {
                toBeFound.addAll(step.fields());
                if (step.kind() instanceof StepKind.Await) {
                    toBeFound.add(StepKind.Await.EVENT);
                }
            }
            next();
        }

        /** Where that hangs on what is still to be found, it may be for the row. */
        private boolean isNotForRow(Step step) {
            StepCondition condition = step.rules().condition();
            return condition != null
                    && toBeFound.stream().noneMatch(condition::reads)
                    && !condition.on(known).holds();
        }

        private void ended(CellEnd end) {
            switch (end) {
                case CellEnd.Completed(Values values, var _) -> known = known.and(values);
                case CellEnd.Failed(var _, Values kept, var _, var _) -> known = known.and(kept);
                case CellEnd.InDoubt _, CellEnd.Skipped _ -> {}
            }
            if (recalled) {
                remembered.merge(index, 1L, Long::sum);
            }
            next();
        }

        private void next() {
            index++;
            outcomes.clear();
            recalled = false;
        }

        private @Nullable AnswerKey turn(
                Step step, int place, List<String> wanted, Map<AnswerKey, Optional<Reply>> looked) {
            OperationSpec spec = step.place(place).spec();
            Values byProduct = step.place(place).verifies() ? null : given.get(spec.id());
            AcceptanceRule rule = step.acceptance().rule();
            if (rule != null && toBeFound.stream().anyMatch(rule::reads)) {
                // What it makes of an answer hangs on what an earlier step finds.
                leave(step, place, Waterfall.knownTo(step, known, outcomes));
                return null;
            }
            if (byProduct != null && wanted.stream().anyMatch(byProduct::has)) {
                outcome(step, place, wanted, new Reply.Found(byProduct, Receipt.free(new byte[0])));
                return null;
            }
            Values now = Waterfall.knownTo(step, known, outcomes);
            if (!spec.canBeAskedWith(now.fields())) {
                if (spec.canBeAskedWith(withWhatMayCome(now))) {
                    leave(step, place, now);
                } else {
                    outcomes.add(new Outcome(place, new Verdict.NotAsked(NotAskedReason.NO_INPUT)));
                }
                return null;
            }
            if (!spec.sentOf(now.fields()).equals(spec.sentOf(withWhatMayCome(now)))) {
                // With what an earlier step finds it becomes another question, of which nothing may be remembered.
                leave(step, place, now);
                return null;
            }
            AnswerKey question = AnswerKey.of(workspaceId, spec, spec.questionFrom(now));
            Optional<Reply> reply = looked.get(question);
            if (reply == null) {
                return question;
            }
            if (reply.isEmpty()) {
                leave(step, place, now);
                return null;
            }
            outcome(step, place, wanted, reply.get());
            return null;
        }

        private void outcome(Step step, int place, List<String> wanted, Reply reply) {
            OperationSpec spec = step.place(place).spec();
            if (reply instanceof Reply.Found(Values values, var _)) {
                given.putIfAbsent(spec.id(), values);
            }
            recalled = true;
            outcomes.add(new Outcome(
                    place, Waterfall.judge(step, wanted, spec, Waterfall.knownTo(step, known, outcomes), reply)));
        }

        private Set<String> withWhatMayCome(Values now) {
            Set<String> all = new HashSet<>(now.fields());
            all.addAll(toBeFound);
            return all;
        }

        /** From this place on the cell's way is not known: everybody from here on may be asked. */
        private void leave(Step step, int from, Values now) {
            int first = step.place(from).role() instanceof Role.Verify(int candidate) ? candidate : from;
            Set<String> perhaps = withWhatMayCome(now);
            List<Integer> finds = new ArrayList<>();
            for (int place = first; place < step.places().size(); place++) {
                if (!step.place(place).verifies() && step.place(place).spec().canBeAskedWith(perhaps)) {
                    finds.add(place);
                }
            }
            left.merge(new Left(index, finds), 1L, Long::sum);
            toBeFound.addAll(step.fields());
            next();
        }
    }
}
