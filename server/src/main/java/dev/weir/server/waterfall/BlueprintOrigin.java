package dev.weir.server.waterfall;

/**
 * Which version of which blueprint a job runs.
 *
 * @param version from 1
 */
public record BlueprintOrigin(String slug, int version) {

    /** {@code slug@version}. */
    @Override
    public String toString() {
        return slug + "@" + version;
    }
}
