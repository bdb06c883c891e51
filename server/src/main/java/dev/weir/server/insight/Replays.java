package dev.weir.server.insight;

import dev.weir.server.enrichment.AnswerKey;
import dev.weir.server.enrichment.Recordings;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.StoredRows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

    /** The first {@code count} rows in each scenario, in the scenarios' order. @param progress hears of every batch */
    List<World> run(Job job, int count, Chances chances, List<Scenario> scenarios, Progress progress) {
        List<World> worlds = scenarios.stream()
                .map(scenario -> new World(new Measures(scenario.plan().steps().size())))
                .toList();
        Set<AnswerKey> sharedWithin = recordings.sharedWithin(job);
        for (int lo = 0; lo < count; lo += ROWS_AT_ONCE) {
            int hi = Math.min(lo + ROWS_AT_ONCE, count);
            List<Tape> tapes = Tape.of(
                    rows.read(job, lo, hi),
                    recordings.ofRows(job, lo, hi),
                    recordings.unanswered(job, lo, hi),
                    job.plan(),
                    sharedWithin);
            new Batch(job, chances, tapes).run(scenarios, worlds);
            progress.replayed(hi, count);
        }
        return worlds;
    }

    /** Rows that are in memory together. */
    private final class Batch {
        private final Job job;
        private final Chances chances;
        private final List<Tape> tapes;
        private final Map<AnswerKey, Tape.Played> books = new HashMap<>();
        private final Set<AnswerKey> lookedUp = new HashSet<>();

        Batch(Job job, Chances chances, List<Tape> tapes) {
            this.job = job;
            this.chances = chances;
            this.tapes = tapes;
            tapes.forEach(tape ->
                    tape.answers().forEach((key, played) -> books.merge(key, played, (a, b) -> a.own() ? a : b)));
        }

        void run(List<Scenario> scenarios, List<World> worlds) {
            List<double[]> costs = rehearse(scenarios, worlds);
            for (int i = 0; i < worlds.size(); i++) {
                for (Tape tape : inOrder(scenarios.get(i).order(), costs.get(i))) {
                    Replay replay = replay(scenarios.get(i), worlds.get(i), tape);
                    Outlook outlook = replay.run();
                    worlds.get(i)
                            .add(
                                    outlook,
                                    replay.questions(),
                                    replay.unknown(),
                                    replay.questions().size());
                }
            }
        }

        /**
         * Finds out which questions will be put, and looks those up that these rows have no answer to; an answer may
         * lead to further questions.
         *
         * @return by scenario, what each row costs at most for each field it finds
         */
        private List<double[]> rehearse(List<Scenario> scenarios, List<World> worlds) {
            while (true) {
                Set<AnswerKey> unanswered = new HashSet<>();
                List<double[]> costs = new ArrayList<>();
                for (int i = 0; i < worlds.size(); i++) {
                    double[] cost = new double[tapes.size()];
                    for (int row = 0; row < cost.length; row++) {
                        Replay replay = replay(scenarios.get(i), worlds.get(i), tapes.get(row));
                        cost[row] = perFind(replay.run(), scenarios.get(i));
                        unanswered.addAll(replay.unanswered());
                    }
                    costs.add(cost);
                }
                unanswered.removeAll(lookedUp);
                if (unanswered.isEmpty() || !lookUp(unanswered)) {
                    return costs;
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

        private Replay replay(Scenario scenario, World world, Tape tape) {
            return new Replay(scenario, job, chances, books::get, world, tape);
        }

        /** Returns whether any of them has an answer. */
        private boolean lookUp(Set<AnswerKey> keys) {
            lookedUp.addAll(keys);
            Map<AnswerKey, Recordings.Recalled> recalled = recordings.recalled(job.workspaceId(), keys);
            recalled.forEach((key, answer) -> {
                boolean freeThen = !job.fresh()
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
