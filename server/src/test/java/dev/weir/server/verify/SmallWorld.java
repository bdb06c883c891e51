package dev.weir.server.verify;

import static dev.weir.server.verify.JobWorld.COMPLETED;
import static dev.weir.server.verify.JobWorld.FAILED;
import static dev.weir.server.verify.JobWorld.FOLLOWED;
import static dev.weir.server.verify.JobWorld.IN_DOUBT;
import static dev.weir.server.verify.JobWorld.NOT_ASKED;
import static dev.weir.server.verify.JobWorld.REMEMBERED;
import static dev.weir.server.verify.JobWorld.SKIPPED;
import static dev.weir.server.verify.JobWorld.WAITING;

import java.util.List;
import javax.sql.DataSource;

/**
 * Two jobs of one workspace that hold one of everything. The first, number 1, is closed; its rows are, in order,
 * completed, failed, in doubt, and completed by what others had asked. The second, number 2, was left by a crash with
 * one call on its way.
 */
final class SmallWorld {

    private static final String EMAIL = "{\"email\":\"a@b.c\"}";
    private static final String INDUSTRY = "{\"industry\":\"Tools\"}";

    private SmallWorld() {}

    static void build(DataSource owner) {
        try (World world = new World(owner)) {
            long workspace = world.workspace("small");
            List<World.Step> steps = List.of(
                    new World.Step(
                            List.of("email"),
                            List.of(
                                    new World.Place("hunter.finder", 1000, "ACCEPTED"),
                                    new World.Place("apollo.match", 500, "ANSWERED"))),
                    new World.Step(List.of("industry"), List.of(new World.Place("pdl.company", 200, "ACCEPTED"))));
            closed(world.job(workspace, steps, "HOLD", 4, 2, null));
            left(world.job(workspace, steps, "HOLD", 2, 1, 1600L));
        }
    }

    private static void closed(JobWorld job) {
        job.asked(0, 0, 0, "accepted", EMAIL, "email");
        job.cell(0, 0, COMPLETED, null, "{\"email\":[\"a@b.c\",0]}", null, 0);
        byte[] industry = job.asked(0, 1, 0, "accepted", INDUSTRY, "industry");
        job.cell(0, 1, COMPLETED, null, "{\"industry\":[\"Tools\",0]}", null, 1);

        job.asked(1, 0, 0, "not_found", null, null);
        job.asked(1, 0, 1, "rejected", EMAIL, null);
        job.cell(1, 0, FAILED, "rejected", null, "email", 0);
        job.free(1, 1, 0, REMEMBERED, "accepted", INDUSTRY, "industry", industry);
        job.cell(1, 1, COMPLETED, null, "{\"industry\":[\"Tools\",0]}", null, 2);

        job.intent(2, 0, 0, 1);
        job.cell(2, 0, IN_DOUBT, "call", null, "email", 0);
        job.cell(2, 1, IN_DOUBT, "depends", null, "industry", 3);

        job.free(3, 0, 0, NOT_ASKED, "not_asked", null, null, null);
        job.free(3, 0, 1, NOT_ASKED, "not_asked", null, null, null);
        job.cell(3, 0, SKIPPED, "no_input", null, null, 0);
        job.free(3, 1, 0, FOLLOWED, "accepted", INDUSTRY, "industry", industry);
        job.cell(3, 1, COMPLETED, null, "{\"industry\":[\"Tools\",0]}", null, 1);
        job.settle();
    }

    private static void left(JobWorld job) {
        job.asked(0, 0, 0, "accepted", EMAIL, "email");
        job.cell(0, 0, COMPLETED, null, "{\"email\":[\"a@b.c\",0]}", null, 0);
        job.intent(0, 1, 0, 0);
        job.cell(0, 1, WAITING, null, null, null, 0);
    }
}
