package dev.weir.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything that decides what the sandbox answers. Equal settings and equal questions give equal answers. As JSON each
 * vendor's settings stand under its slug.
 *
 * @param seed picks the universe: who exists, who is known to whom, which tries fail
 * @param vendors one entry for every vendor
 * @param holdMillis how long an unanswered or dripping call is kept open at most
 * @param dripMillis pause between two bytes of a dripped body
 * @param endlessBytes where an endless body ends after all
 */
public record SandboxSettings(
        long seed, Map<Vendor, VendorSettings> vendors, long holdMillis, long dripMillis, long endlessBytes) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // A fault rule in a list has nothing to be merged into: numbers it leaves out are 0, "no limit".
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    public static final SandboxSettings DEFAULT = new SandboxSettings(1, Map.of(), 120_000, 250, 1L << 30);

    public SandboxSettings {
        if (holdMillis < 1 || dripMillis < 1 || endlessBytes < 1) {
            throw new IllegalArgumentException("holdMillis, dripMillis and endlessBytes are 1 or more");
        }
        var all = new EnumMap<Vendor, VendorSettings>(Vendor.class);
        for (Vendor vendor : Vendor.values()) {
            all.put(vendor, vendors.getOrDefault(vendor, VendorSettings.DEFAULT));
        }
        vendors = Map.copyOf(all);
    }

    /** What does not belong to one vendor. */
    private record Rest(long seed, long holdMillis, long dripMillis, long endlessBytes) {}

    /**
     * The default settings with the file's on top; a file names only what it changes.
     *
     * @throws IOException when the file cannot be read
     * @throws IllegalArgumentException when it is no JSON, or names or values are unknown
     */
    public static SandboxSettings read(Path file) throws IOException {
        return DEFAULT.changedBy(Files.readString(file));
    }

    /**
     * These settings with a JSON document on top: objects are merged, everything else is replaced.
     *
     * @throws IllegalArgumentException when it is no JSON, or names or values are unknown
     */
    public SandboxSettings changedBy(String json) {
        try {
            ObjectNode merged = tree();
            if (!(JSON.readTree(json) instanceof ObjectNode changes)) {
                throw new IllegalArgumentException("Settings are a JSON object");
            }
            merge(merged, changes);
            return of(merged);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("Not sandbox settings: " + e.getOriginalMessage(), e);
        }
    }

    public String toJson() {
        return JSON.writeValueAsString(tree());
    }

    private ObjectNode tree() {
        ObjectNode tree = JSON.valueToTree(new Rest(seed, holdMillis, dripMillis, endlessBytes));
        for (Vendor vendor : Vendor.values()) {
            tree.set(vendor.slug(), JSON.valueToTree(of(vendor)));
        }
        return tree;
    }

    private static SandboxSettings of(ObjectNode tree) {
        var vendors = new EnumMap<Vendor, VendorSettings>(Vendor.class);
        ObjectNode others = tree.deepCopy();
        for (Vendor vendor : Vendor.values()) {
            vendors.put(vendor, JSON.treeToValue(others.remove(vendor.slug()), VendorSettings.class));
        }
        Rest rest = JSON.treeToValue(others, Rest.class);
        return new SandboxSettings(rest.seed, vendors, rest.holdMillis, rest.dripMillis, rest.endlessBytes);
    }

    private static void merge(ObjectNode base, ObjectNode changes) {
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            if (base.get(change.getKey()) instanceof ObjectNode inner
                    && change.getValue() instanceof ObjectNode innerChanges) {
                merge(inner, innerChanges);
            } else {
                base.set(change.getKey(), change.getValue());
            }
        }
    }

    public VendorSettings of(Vendor vendor) {
        return Objects.requireNonNull(vendors.get(vendor));
    }

    public SandboxSettings withSeed(long other) {
        return new SandboxSettings(other, vendors, holdMillis, dripMillis, endlessBytes);
    }

    /** These settings with one vendor changed. */
    public SandboxSettings with(Vendor vendor, UnaryOperator<VendorSettings> change) {
        var changed = new EnumMap<>(vendors);
        changed.put(vendor, change.apply(of(vendor)));
        return new SandboxSettings(seed, changed, holdMillis, dripMillis, endlessBytes);
    }

    public SandboxSettings withAll(UnaryOperator<VendorSettings> change) {
        var changed = new EnumMap<>(vendors);
        changed.replaceAll((_, own) -> change.apply(own));
        return new SandboxSettings(seed, changed, holdMillis, dripMillis, endlessBytes);
    }

    public SandboxSettings withHold(long millis) {
        return new SandboxSettings(seed, vendors, millis, dripMillis, endlessBytes);
    }

    public SandboxSettings withDrip(long millis) {
        return new SandboxSettings(seed, vendors, holdMillis, millis, endlessBytes);
    }

    public SandboxSettings withEndless(long bytes) {
        return new SandboxSettings(seed, vendors, holdMillis, dripMillis, bytes);
    }
}
