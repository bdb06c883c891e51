package dev.weir.acceptance;

import dev.weir.provider.Provider;
import dev.weir.provider.Values;
import dev.weir.server.Weir;
import dev.weir.server.jobs.JobRequest;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.waterfall.FieldPlan;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.workspace.Workspace;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a run enriches: made-up people at made-up companies, through three providers. The same seed and number of rows
 * are the same job, whoever submits them.
 *
 * <p>One row in twenty repeats an earlier one and forty people share a company, so that remembered and shared answers
 * take part in every run.
 */
record Assignment(long seed, int rows) {

    private static final List<String> FIELDS = List.of("person.work_email", "person.job_title", "company.industry");
    /** Those whose repeats, charges and misses the reconciliation knows; more providers are no more proof. */
    private static final Set<String> VENDORS = Set.of("hunter", "apollo", "pdl");

    private static final int REPEATS_EVERY = 20;
    private static final int REPEATS_BACK = 7;
    private static final int PEOPLE_OF_A_COMPANY = 40;
    private static final int FIRST_NAMES = 1_000;

    Assignment {
        if (rows < 1) {
            throw new IllegalArgumentException("an assignment has at least one row");
        }
    }

    /** The workspace of all runs; what it lacks in credits is granted. */
    static Workspace workspace(Weir weir) {
        return weir.workspaces().ensure("faults", true, true);
    }

    JobRequest request(Weir weir) {
        return new JobRequest(
                workspace(weir), "rows " + rows + ", seed " + seed, fingerprint(), plan(weir), null, null, false);
    }

    byte[] fingerprint() {
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(seed)
                .putInt(rows)
                .array();
    }

    private static Plan plan(Weir weir) {
        Map<String, List<Place>> places = new HashMap<>();
        for (String field : FIELDS) {
            List<String> giving = weir.catalog().giving(field).stream()
                    .map(Provider::slug)
                    .filter(VENDORS::contains)
                    .toList();
            places.put(field, weir.catalog().places(field, giving));
        }
        Set<String> input = Set.of("person.first_name", "person.last_name", "company.domain");
        return new Plan(FieldPlan.compile(FIELDS, places, input), OnDoubt.HOLD);
    }

    Iterator<String> inputs() {
        return IntStream.range(0, rows).mapToObj(this::input).iterator();
    }

    private String input(int row) {
        int person = row % REPEATS_EVERY == REPEATS_EVERY - 1 ? row - REPEATS_BACK : row;
        return ValuesJson.write(new Values(Map.of(
                "person.first_name", "Ada" + person % FIRST_NAMES,
                "person.last_name", "Example" + person / FIRST_NAMES,
                "company.domain", "company" + seed + "n" + person / PEOPLE_OF_A_COMPANY + ".example")));
    }
}
