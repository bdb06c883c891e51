package dev.weir.bench;

/**
 * How much the bench of fair shares runs.
 *
 * @param smallest rows of the smallest job; each further workspace has a job of three times as many
 * @param workspaces with a job each, at the same time
 * @param repeats one after another
 */
public record FairOptions(int smallest, int workspaces, int repeats) {

    /** A few minutes on two quiet cores. */
    public static final FairOptions DEFAULT = new FairOptions(30_000, 4, 3);

    public FairOptions {
        Options.between("rows of the smallest job", smallest, 100, 1_000_000);
        Options.between("workspaces", workspaces, 2, 6);
        Options.between("repeats", repeats, 1, 20);
    }

    /** Everything once and small: shows that all figures come out, not what they are. */
    public static FairOptions quick() {
        return new FairOptions(3_000, 3, 1);
    }

    public FairOptions withSmallest(int other) {
        return new FairOptions(other, workspaces, repeats);
    }

    public FairOptions withWorkspaces(int other) {
        return new FairOptions(smallest, other, repeats);
    }
}
