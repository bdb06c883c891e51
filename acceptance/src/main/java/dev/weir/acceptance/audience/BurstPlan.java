package dev.weir.acceptance.audience;

/**
 * What a run sends, and what it allows.
 *
 * @param events of the burst, a tenth of them sent twice and a tenth forged
 * @param lines of the upload behind it
 * @param kills of the server, spread over the burst, the upload, submissions and outcomes
 * @param triggerCap subscribers that the trigger may have submitted a day
 * @param workspaceCap subscribers that all triggers may have submitted a day, once the first cap is lifted
 * @param seed of people, words, order and moments
 */
record BurstPlan(int events, int lines, int kills, int triggerCap, int workspaceCap, long seed) {

    BurstPlan {
        if (events < 20 || lines < 20 || kills < 0 || triggerCap < 1 || workspaceCap <= triggerCap) {
            throw new IllegalArgumentException(
                    "A run has 20 events and lines at least, and a workspace's cap above the" + " trigger's");
        }
    }

    int duplicates() {
        return events / 10;
    }

    int forgeries() {
        return events / 10;
    }

    int genuine() {
        return events - duplicates() - forgeries();
    }
}
