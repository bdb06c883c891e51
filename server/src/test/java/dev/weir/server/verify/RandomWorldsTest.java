package dev.weir.server.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.testing.WeirDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RandomWorldsTest {

    private static final int SEEDS = 60;

    private final WeirDatabase database = WeirDatabase.fresh();

    @AfterEach
    void drop() {
        database.close();
    }

    /** The worlds pile up in one database, two workspaces taking turns: what one leaves must not trouble another. */
    @Test
    void whateverTheProgramMayLeaveBehindIsClean() {
        Verification verification = new Verification(database.app());
        try (World world = new World(database.owner())) {
            List<Long> workspaces = new ArrayList<>(List.of(world.workspace("one"), world.workspace("two")));
            for (long seed = 0; seed < SEEDS; seed++) {
                RandomWorld.build(world, workspaces.get((int) (seed % 2)), seed);
                if (seed % 4 == 3 || seed < 8) {
                    Report report = verification.run();
                    assertThat(report.findings()).as("after seed %d", seed).isEmpty();
                    assertThat(report.warnings()).as("after seed %d", seed).isEmpty();
                }
            }
        }
    }
}
