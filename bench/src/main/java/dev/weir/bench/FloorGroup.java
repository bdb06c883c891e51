package dev.weir.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What one flush of the floor writes, made before its clock starts; the same texts and bytes as the engine's. */
final class FloorGroup {

    private static final int KEY_BYTES = 16;

    final int lo;
    final int[] rows;
    final byte[][] keys;
    final String[] outputs;
    final String[] kept;
    final String[] requests;
    final byte[][] bodies;

    private FloorGroup(int lo, int size, SplittableRandom random) {
        this.lo = lo;
        this.rows = new int[size];
        this.keys = new byte[size][KEY_BYTES];
        this.outputs = new String[size];
        this.kept = new String[size];
        this.requests = new String[size];
        this.bodies = new byte[size][];
        for (int i = 0; i < size; i++) {
            int row = lo + i;
            InstantProvider.Answer answer =
                    InstantProvider.Answer.to(SampleRows.firstName(row), SampleRows.domain(row));
            rows[i] = row;
            // Digests in the engine: spread evenly over the index.
            random.nextBytes(keys[i]);
            outputs[i] = "{\"" + InstantProvider.FIELD + "\":\"" + answer.email() + "\"}";
            kept[i] = "{\"" + InstantProvider.FIELD + "\":[\"" + answer.email() + "\",0]}";
            requests[i] = answer.requestId();
            bodies[i] = answer.body();
        }
    }

    static List<FloorGroup> of(int rows, int size) {
        SplittableRandom random = new SplittableRandom(rows);
        List<FloorGroup> groups = new ArrayList<>();
        for (int lo = 0; lo < rows; lo += size) {
            groups.add(new FloorGroup(lo, Math.min(size, rows - lo), random));
        }
        return groups;
    }

    int size() {
        return rows.length;
    }
}
