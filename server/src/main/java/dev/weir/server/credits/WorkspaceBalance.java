package dev.weir.server.credits;

/**
 * A workspace's money, in 1/1000 credit.
 *
 * @param available what further jobs may hold
 * @param held what is left of the holds of all jobs, {@code open} and {@code inDoubt} included
 * @param open what calls on their way may still cost
 * @param inDoubt what calls whose answer nobody has may still cost
 * @param posted what jobs were charged in all, less what was given back to them
 */
public record WorkspaceBalance(long available, long held, long open, long inDoubt, long posted) {}
