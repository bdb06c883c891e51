package dev.weir.provider;

/**
 * One question of a submission.
 *
 * @param key names it to the vendor, which returns it where it can; unguessable, 1 to 64 characters of {@code
 *     [A-Za-z0-9_-]}
 */
public record Item(String key, Ask ask) {

    public Item {
        if (!key.matches("[A-Za-z0-9_-]{1,64}")) {
            throw new IllegalArgumentException("an item's key has 1 to 64 characters of [A-Za-z0-9_-]: " + key);
        }
    }
}
