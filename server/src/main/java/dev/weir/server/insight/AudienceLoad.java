package dev.weir.server.insight;

/**
 * What is to be done for subscribers in the whole installation just now.
 *
 * @param arrivals what has arrived and no trigger has looked at
 * @param pending requests that wait to be submitted
 * @param submitted requests that jobs are at
 * @param failed requests that have come to nothing
 * @param unscored subscribers who are to be scored
 * @param turnsOverdue workspaces' duties that nobody is at although their time has come a minute ago
 * @param longestOverdue seconds, of these
 */
public record AudienceLoad(
        long arrivals,
        long pending,
        long submitted,
        long failed,
        long unscored,
        long turnsOverdue,
        double longestOverdue) {}
