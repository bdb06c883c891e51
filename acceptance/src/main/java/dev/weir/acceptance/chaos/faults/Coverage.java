package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.chaos.inside.Arming.Action;
import dev.weir.acceptance.chaos.inside.Commits;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * The matrix of points, of what happens there, and of how many servers are up then: what was had, and what is to be next.
 * One may serve several runs, also on different engines. For any thread.
 */
public final class Coverage {

    /** With one server, and with two. */
    private static final List<Integer> SERVERS = List.of(1, 2);

    /**
     * One of it.
     *
     * @param point its name
     * @param up servers that moved when it was reached, the one that reached it among them
     */
    public record Cell(String point, Action action, int up) {}

    private final TreeSet<String> points = new TreeSet<>();
    private final Map<Cell, Integer> reached = new HashMap<>();
    private final Map<Cell, Integer> missed = new HashMap<>();

    /** These points there are, beside those that are known. */
    public synchronized void seen(Collection<String> more) {
        points.addAll(more);
    }

    /** It happened. */
    public synchronized void reached(Cell cell) {
        points.add(cell.point());
        reached.merge(cell, 1, Integer::sum);
    }

    /** It was waited for in vain, so that others go first. */
    public synchronized void missed(Cell cell) {
        missed.merge(cell, 1, Integer::sum);
    }

    /**
     * The one that was had the least, of points that one comes to here; a wait in vain counts half. Of several the moments that
     * somebody named go before commits, of which there are ten times as many; which of those is drawn.
     *
     * @param without points that are not to be
     */
    public synchronized Optional<Cell> next(
            Action action, int up, Collection<String> here, Collection<String> without, SplittableRandom random) {
        Map<Cell, Long> rank = new HashMap<>();
        new TreeSet<>(here).forEach(point -> rank.put(new Cell(point, action, up), random.nextLong()));
        return rank.keySet().stream()
                .filter(cell -> !without.contains(cell.point()))
                .min(Comparator.<Cell>comparingInt(cell -> 2 * times(cell) + missed.getOrDefault(cell, 0))
                        .thenComparing(cell -> isCommit(cell.point()))
                        .thenComparingLong(cell -> rank.getOrDefault(cell, 0L)));
    }

    /** How often that happened. */
    public synchronized int times(Cell cell) {
        return reached.getOrDefault(cell, 0);
    }

    /** Every cell there is, by its point's name. */
    public synchronized List<Cell> cells() {
        return points.stream()
                .flatMap(point -> List.of(Action.values()).stream()
                        .flatMap(action -> SERVERS.stream().map(up -> new Cell(point, action, up))))
                .toList();
    }

    /** Those that never happened. */
    public synchronized List<Cell> open() {
        return cells().stream().filter(cell -> times(cell) == 0).toList();
    }

    /** How many happened of those with that action and so many servers. @param commits those of commits, or those of named moments */
    public synchronized long had(Action action, int up, boolean commits) {
        return points.stream()
                .filter(point -> isCommit(point) == commits && times(new Cell(point, action, up)) > 0)
                .count();
    }

    /** How many points are known. @param commits those of commits, or those of named moments */
    public synchronized long points(boolean commits) {
        return points.stream().filter(point -> isCommit(point) == commits).count();
    }

    private static boolean isCommit(String point) {
        return point.startsWith(Commits.POINTS);
    }
}
