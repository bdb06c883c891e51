package dev.weir.server.verify;

import static dev.weir.server.verify.JobWorld.COMPLETED;
import static dev.weir.server.verify.JobWorld.DEAD;
import static dev.weir.server.verify.JobWorld.FAILED;
import static dev.weir.server.verify.JobWorld.FOLLOWED;
import static dev.weir.server.verify.JobWorld.IN_DOUBT;
import static dev.weir.server.verify.JobWorld.NOT_ASKED;
import static dev.weir.server.verify.JobWorld.REMEMBERED;
import static dev.weir.server.verify.JobWorld.SKIPPED;
import static dev.weir.server.verify.JobWorld.WAITING;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A job of random shape, run to a random point: what the program may leave behind, drawn from a seed. */
final class RandomWorld {

    private static final List<String> POLICIES = List.of("HOLD", "SKIP", "RETRY");
    private static final List<String> CHARGES = List.of("ACCEPTED", "ANSWERED", "NEVER");
    private static final List<String> MISSES = List.of("rejected", "not_found", "bad_answer", "failed", "blocked");

    private final Random random;
    private final List<World.Step> steps = new ArrayList<>();
    private final String policy;
    private final JobWorld job;
    /** Questions answered with all fields of their step, by operation. */
    private final Map<String, byte[]> answered = new HashMap<>();

    /** Cells of the present row. */
    private int satisfied;

    private int doubts;

    private RandomWorld(World world, long workspace, long seed) {
        this.random = new Random(seed);
        this.policy = POLICIES.get(random.nextInt(3));
        int count = 1 + random.nextInt(3);
        for (int step = 0; step < count; step++) {
            steps.add(step(step));
        }
        this.job = world.job(workspace, steps, policy, 1 + random.nextInt(12), 1 + random.nextInt(5), null);
    }

    static void build(World world, long workspace, long seed) {
        new RandomWorld(world, workspace, seed).run();
    }

    private World.Step step(int number) {
        List<World.Place> places = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int place = 0; place < count; place++) {
            places.add(new World.Place(
                    "p" + place + ".s" + number, random.nextInt(4) * 500L, CHARGES.get(random.nextInt(3))));
        }
        List<String> fields = random.nextBoolean() ? List.of("f" + number) : List.of("f" + number, "g" + number);
        return new World.Step(fields, places);
    }

    private void run() {
        boolean all = random.nextInt(3) > 0;
        for (int row = 0; row < job.rows; row++) {
            if (all || random.nextInt(4) > 0) {
                finish(row);
            } else {
                leave(row);
            }
        }
        job.settle();
    }

    private void finish(int row) {
        satisfied = 0;
        doubts = 0;
        for (int step = 0; step < steps.size(); step++) {
            boolean last = step == steps.size() - 1;
            if (random.nextInt(20) == 0) {
                skip(row, step, last);
            } else if (doubts > 0 && !policy.equals("SKIP") && random.nextBoolean()) {
                doubts++;
                job.cell(
                        row,
                        step,
                        IN_DOUBT,
                        "depends",
                        null,
                        steps.get(step).fields().getFirst(),
                        end(last));
            } else if (random.nextInt(40) == 0) {
                job.cell(
                        row,
                        step,
                        DEAD,
                        "poison",
                        null,
                        steps.get(step).fields().getFirst(),
                        end(last));
            } else {
                ask(row, step, last);
            }
        }
    }

    /** 0 before the last step. */
    private int end(boolean last) {
        if (!last) {
            return 0;
        }
        return satisfied == steps.size() ? 1 : doubts == 0 ? 2 : 3;
    }

    private void skip(int row, int step, boolean last) {
        satisfied++;
        if (random.nextBoolean()) {
            job.free(row, step, 0, NOT_ASKED, "not_asked", null, null, null);
        }
        job.cell(row, step, SKIPPED, "no_input", null, null, end(last));
    }

    private void ask(int row, int step, boolean last) {
        List<String> fields = steps.get(step).fields();
        String first = fields.getFirst();
        String missing = String.join(",", fields);
        @Nullable String keptSoFar = null;
        for (int place = 0; place < steps.get(step).places().size(); place++) {
            int dice = random.nextInt(12);
            if (dice < 4 || (dice == 4 && keptSoFar != null)) {
                String kept = accept(row, step, place, keptSoFar);
                satisfied++;
                job.cell(row, step, COMPLETED, null, kept, null, end(last));
                return;
            }
            if (dice == 5 && fields.size() > 1 && keptSoFar == null) {
                job.asked(row, step, place, "partial", "{\"%s\":1.50}".formatted(first), first);
                keptSoFar = "\"%s\":[1.5,%d]".formatted(first, place);
                missing = fields.get(1);
            } else if (dice == 6) {
                job.intent(row, step, place, 1);
                if (!policy.equals("SKIP")) {
                    doubts++;
                    job.cell(row, step, IN_DOUBT, "call", braced(keptSoFar), missing, end(last));
                    return;
                }
            } else if (dice == 7) {
                job.resolved(row, step, place, random.nextBoolean());
            } else if (dice == 8) {
                job.free(row, step, place, NOT_ASKED, "not_asked", null, null, null);
            } else {
                String verdict = MISSES.get(random.nextInt(MISSES.size()));
                job.asked(
                        row,
                        step,
                        place,
                        verdict,
                        verdict.equals("rejected") ? "{\"%s\":0}".formatted(first) : null,
                        null);
            }
        }
        job.cell(row, step, FAILED, "not_found", braced(keptSoFar), missing, end(last));
    }

    private static @Nullable String braced(@Nullable String kept) {
        return kept == null ? null : "{" + kept + "}";
    }

    /** Accepts what is still missing of the step, asked or remembered. Returns all that the cell keeps. */
    private String accept(int row, int step, int place, @Nullable String keptSoFar) {
        List<String> fields = steps.get(step).fields();
        List<String> wanted = keptSoFar == null ? fields : fields.subList(1, fields.size());
        StringBuilder outputs = new StringBuilder("{\"by.product\":\"x\\u0000y\"");
        StringBuilder kept = new StringBuilder(keptSoFar == null ? "" : keptSoFar);
        for (String field : wanted) {
            outputs.append(",\"%s\":\"%s \\u0000 ü\"".formatted(field, field));
            kept.append(kept.isEmpty() ? "" : ",")
                    .append("\"%s\":[\"%s \\u0000 ü\",%d]".formatted(field, field, place));
        }
        String operation = steps.get(step).places().get(place).operation();
        byte[] before = answered.get(operation);
        String accepted = String.join(",", wanted);
        if (before != null && random.nextBoolean()) {
            int kind = random.nextBoolean() ? REMEMBERED : FOLLOWED;
            job.free(row, step, place, kind, "accepted", outputs + "}", accepted, before);
        } else {
            answered.put(operation, job.asked(row, step, place, "accepted", outputs + "}", accepted));
        }
        return "{" + kept + "}";
    }

    /** A row that a crash or a wait has left: some calls settled, perhaps one on its way, perhaps a cell that waits. */
    private void leave(int row) {
        if (random.nextBoolean()) {
            job.asked(row, 0, 0, "not_found", null, null);
            if (steps.getFirst().places().size() > 1) {
                job.intent(row, 0, 1, random.nextInt(3));
            }
        } else if (random.nextBoolean()) {
            job.intent(row, 0, 0, random.nextInt(3));
        }
        if (random.nextBoolean()) {
            job.cell(row, 0, WAITING, "retry", null, null, 0);
        }
    }
}
