package dev.weir.server.insight;

import dev.weir.server.waterfall.WorstCase;

/** Whether caps leave room for a call. Amounts in 1/1000 credit. */
final class Room {

    /** What it is taken to be; where that is chance, both are followed. */
    enum Left {
        YES,
        NO,
        PERHAPS
    }

    private final Scenario scenario;
    private final World world;
    private final Ahead ahead;
    private final long held;

    /** @param held the most that is held for the row's doubts */
    Room(Scenario scenario, World world, Ahead ahead, long held) {
        this.scenario = scenario;
        this.world = world;
        this.ahead = ahead;
        this.held = held;
    }

    /** In the row's own cap and the step's. @param roughly whether what the row has spent is not known */
    Left inRow(Turn turn, Way way, boolean roughly) {
        long need = turn.needMilli();
        Long rowCap = scenario.maxRowCreditsMilli();
        Left inRow =
                rowCap == null ? Left.YES : after(way.spent(), roughly ? ahead.worstMilli() : 0, need, roughly, rowCap);
        if (inRow == Left.NO || turn.isUncapped()) {
            return inRow;
        }
        Left inStep = after(
                way.spentInCell(),
                roughly ? WorstCase.perCellMilli(turn.step(), scenario.plan().onDoubt()) : 0,
                need,
                roughly,
                turn.step().rules().cap().milli());
        return inStep == Left.YES ? inRow : inStep;
    }

    /** @param most what may have been spent at most, where it is not known */
    private Left after(long spent, long most, long need, boolean roughly, long cap) {
        return roughly ? between(need, most + held + need, cap) : between(spent + need, spent + need, cap);
    }

    /**
     * In the job's cap, of which other rows have taken something too.
     *
     * @param roughly whether what the row has taken is not known
     * @param perhapsFree whether no call may be needed
     */
    Left inJob(Turn turn, Way way, boolean roughly, boolean perhapsFree) {
        Long cap = scenario.maxCreditsMilli();
        if (cap == null) {
            return Left.YES;
        }
        long need = turn.needMilli();
        double least = world.takenLeast() + need + (roughly ? 0 : way.taken());
        double most = world.takenMost() + need + (roughly ? ahead.mostTakenMilli() + held : way.taken());
        return between(roughly && perhapsFree ? 0 : least, most, cap);
    }

    private static Left between(double least, double most, long cap) {
        return most <= cap ? Left.YES : least > cap ? Left.NO : Left.PERHAPS;
    }
}
