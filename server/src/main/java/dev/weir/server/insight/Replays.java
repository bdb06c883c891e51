package dev.weir.server.insight;

import dev.weir.provider.Reply;
import dev.weir.server.enrichment.AnswerKey;
import dev.weir.server.enrichment.Recordings;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.StoredRows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/** Replays a job's rows from the books, in several scenarios at once. Asks nobody; writes nothing. */
final class Replays {

    private static final int ROWS_AT_ONCE = 1_000;

    private final StoredRows rows;
    private final Recordings recordings;

    Replays(StoredRows rows, Recordings recordings) {
        this.rows = rows;
        this.recordings = recordings;
    }

    /** The first {@code count} rows in each scenario, in the scenarios' order. @param progress hears of every row */
    List<World> run(Job job, int count, Chances chances, List<Scenario> scenarios, Progress progress) {
        List<World> worlds = scenarios.stream()
                .map(scenario -> new World(new Measures(scenario.plan().steps().size())))
                .toList();
        List<Ahead> aheads = scenarios.stream().map(Ahead::of).toList();
        Set<AnswerKey> sharedWithin = recordings.sharedWithin(job);
        for (int lo = 0; lo < count; lo += ROWS_AT_ONCE) {
            int hi = Math.min(lo + ROWS_AT_ONCE, count);
            List<Tape> tapes = Tape.of(
                    rows.own(job, lo, hi),
                    recordings.ofRows(job, lo, hi),
                    recordings.unanswered(job, lo, hi),
                    job.plan(),
                    sharedWithin);
            int before = lo;
            Progress within = (done, of) -> progress.replayed(before + (int) ((long) done * tapes.size() / of), count);
            new Batch(job, chances, tapes, within).run(scenarios, worlds, aheads);
            progress.replayed(hi, count);
        }
        return worlds;
    }

    /** Rows that are in memory together. */
    private final class Batch {
        private final Job job;
        private final Chances chances;
        private final List<Tape> tapes;
        private final Progress progress;
        private final Map<AnswerKey, Tape.Played> books = new HashMap<>();
        private final Set<AnswerKey> lookedUp = new HashSet<>();

        /** @param progress hears of every replay, the scenarios' own and those that only look what they will cost */
        Batch(Job job, Chances chances, List<Tape> tapes, Progress progress) {
            this.job = job;
            this.chances = chances;
            this.tapes = tapes;
            this.progress = progress;
            tapes.forEach(tape ->
                    tape.answers().forEach((key, played) -> books.merge(key, played, (a, b) -> a.own() ? a : b)));
        }

        void run(List<Scenario> scenarios, List<World> worlds, List<Ahead> aheads) {
            // Those that differ in the order of rows alone put the same questions for the same prices.
            Map<Scenario, Integer> rehearsed = new LinkedHashMap<>();
            for (int i = 0; i < scenarios.size(); i++) {
                rehearsed.putIfAbsent(scenarios.get(i).inOrder(Scenario.AS_THEY_CAME), i);
            }
            int all = (rehearsed.size() + scenarios.size()) * tapes.size();
            Map<Scenario, double[]> costs = new HashMap<>();
            int done = 0;
            for (Map.Entry<Scenario, Integer> one : rehearsed.entrySet()) {
                int i = one.getValue();
                costs.put(one.getKey(), rehearse(scenarios.get(i), worlds.get(i), aheads.get(i), done, all));
                done += tapes.size();
            }
            for (int i = 0; i < worlds.size(); i++) {
                Scenario scenario = scenarios.get(i);
                World world = worlds.get(i);
                double[] cost = Objects.requireNonNull(costs.get(scenario.inOrder(Scenario.AS_THEY_CAME)));
                for (Tape tape : inOrder(scenario.order(), cost)) {
                    Row row = replay(scenario, world, tape, aheads.get(i));
                    Replay replay = row.replay();
                    world.add(
                            row.outlook(),
                            replay.questions(),
                            replay.unknown(),
                            replay.questions().size());
                    progress.replayed(++done, all);
                }
            }
        }

        /**
         * Finds out which questions will be put, and looks those up that these rows have no answer to; an answer may
         * lead to further questions.
         *
         * @return what each row costs at most for each field it finds
         */
        private double[] rehearse(Scenario scenario, World world, Ahead ahead, int done, int all) {
            while (true) {
                Set<AnswerKey> unanswered = new HashSet<>();
                double[] cost = new double[tapes.size()];
                for (int row = 0; row < cost.length; row++) {
                    Replay replay = new Replay(scenario, job, chances, books::get, world, tapes.get(row), ahead);
                    cost[row] = perFind(replay.run(), scenario);
                    unanswered.addAll(replay.unanswered());
                    progress.replayed(done + row, all);
                }
                if (!lookUp(unanswered)) {
                    return cost;
                }
            }
        }

        private record Row(Replay replay, Outlook outlook) {}

        /** What comes before it may leave a row other questions than it was rehearsed with. */
        private Row replay(Scenario scenario, World world, Tape tape, Ahead ahead) {
            while (true) {
                Replay replay = new Replay(scenario, job, chances, books::get, world, tape, ahead);
                Outlook outlook = replay.run();
                if (!lookUp(replay.unanswered())) {
                    return new Row(replay, outlook);
                }
            }
        }

        private static double perFind(Outlook row, Scenario scenario) {
            double found = 0;
            for (int step = 0; step < scenario.plan().steps().size(); step++) {
                found += row.most(Measures.step(step));
            }
            double cost = row.most(Measures.CHARGED);
            return found == 0 && cost > 0 ? Double.MAX_VALUE : cost / Math.max(1, found);
        }

        /** Returns whether any of them has an answer. */
        private boolean lookUp(Set<AnswerKey> unanswered) {
            Set<AnswerKey> keys = new HashSet<>(unanswered);
            keys.removeAll(lookedUp);
            if (keys.isEmpty()) {
                return false;
            }
            lookedUp.addAll(keys);
            Map<AnswerKey, Recordings.Recalled> recalled = recordings.recalled(job.workspaceId(), keys);
            recalled.forEach((key, answer) -> {
                boolean freeThen = !job.fresh()
                        && !(job.rerun() && answer.reply() instanceof Reply.NotFound)
                        && answer.at().isBefore(job.createdAt())
                        && answer.freshUntil().isAfter(job.createdAt());
                books.put(key, Tape.Played.recalled(answer.reply(), freeThen));
            });
            return !recalled.isEmpty();
        }

        private List<Tape> inOrder(int order, double[] costs) {
            List<Integer> rowNumbers = new ArrayList<>();
            for (int row = 0; row < costs.length; row++) {
                rowNumbers.add(row);
            }
            Comparator<Integer> byCost = Comparator.comparingDouble(row -> costs[row]);
            switch (order) {
                case Scenario.AS_THEY_CAME -> {}
                case Scenario.FROM_THE_LAST -> Collections.reverse(rowNumbers);
                case Scenario.BEST_FIRST -> rowNumbers.sort(byCost);
                case Scenario.WORST_FIRST -> rowNumbers.sort(byCost.reversed());
                default -> Collections.shuffle(rowNumbers, new Random(order));
            }
            return rowNumbers.stream().map(tapes::get).toList();
        }
    }
}
