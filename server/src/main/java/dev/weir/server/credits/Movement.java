package dev.weir.server.credits;

/**
 * By how much a job's account moves in one transaction, in 1/1000 credit.
 *
 * @param posted charged, less what was given back of earlier charges
 * @param open change of the sum of open intents
 * @param doubt change of the sum of doubts
 * @param admits whether new intents are among it; then the account must be accepting and able to cover them
 * @param promised what has to be left for other calls when new intents are among it
 * @param counted whether the transaction wrote anything of the job that caps by day count, were it at no charge
 */
public record Movement(
        long workspaceId,
        long jobId,
        long posted,
        long open,
        long doubt,
        boolean admits,
        long promised,
        boolean counted) {

    boolean isNothing() {
        return posted == 0 && open == 0 && doubt == 0 && !admits && !counted;
    }
}
