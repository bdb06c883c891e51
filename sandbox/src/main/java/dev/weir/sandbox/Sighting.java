package dev.weir.sandbox;

import java.util.HexFormat;

/**
 * A person or company as one operation of one vendor sees it.
 *
 * @param root where this sighting's chances are drawn from
 * @param sparse share of facts it lacks
 */
record Sighting<T>(T subject, long root, double sparse) {
    private static final int FACTS = 100;
    private static final int QUIRKS = 200;

    boolean has(Fact fact) {
        return sparse == 0 || Dice.unit(root, FACTS + fact.ordinal()) >= sparse;
    }

    /** Whether a quirk of that share befell this sighting. */
    boolean befell(int quirk, double share) {
        return share > 0 && Dice.unit(root, QUIRKS + quirk) < share;
    }

    int below(int bound, int salt) {
        return Dice.below(bound, root, salt);
    }

    /** Twenty-four hexadecimal digits, the form of Apollo's ids. */
    String objectId() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(Dice.derive(root, 301)) + hex.toHexDigits((int) Dice.derive(root, 302));
    }
}
