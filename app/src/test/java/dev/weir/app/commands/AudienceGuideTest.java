package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Walks through docs/guides/audience.md, from nothing to scored subscribers. */
@Timeout(180)
class AudienceGuideTest {

    @Test
    void theGuideWorks() throws Exception {
        try (CommandLineHome home = CommandLineHome.fresh().keepingTheDatabase()) {
            List<String> said;
            try (GuideWalk guide = GuideWalk.begin(home)) {
                said = guide.through("audience.md");
            }

            assertThat(said)
                    .anySatisfy(deliveries -> assertThat(deliveries)
                            .contains(
                                    "{\"success\":true,\"data\":{\"created\":1,\"updated\":0,\"unchanged\":0,\"refused\":0,"
                                            + "\"ignored\":0,\"duplicate\":0}}")
                            .contains("\"duplicate\":1"));
            assertThat(said)
                    .anySatisfy(max -> assertThat(max)
                            .contains("57 = 30 for seniority + 17 for Europe + 10 for asked for prices"));
            assertThat(said)
                    .anySatisfy(best ->
                            assertThat(best).contains("max.muster@gmail.com", "maria.rossi@gmail.com", "\"total\":2"));
            assertThat(said.get(said.size() - 2)).contains("2 are enriched");
            home.run("verify").orThrow();
        }
    }
}
