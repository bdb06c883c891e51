package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The demo as users see it, with its own database, vendors and child process. */
class DemoCommandTest {

    private CommandLineHome home;

    @BeforeEach
    void open() throws IOException {
        home = CommandLineHome.fresh();
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    @Test
    void aVendorFailsAndRecoversAndTheBooksAgree() {
        String shown = home.run("demo").orThrow().out();
        assertThat(shown)
                .contains("Hunter is down", "hunter keeps failing", "Hunter is up again", "hunter answers again")
                .contains("everything fits", "What to try next")
                .doesNotContain("NO\n", "\tat ");
    }

    @Test
    void killedInTheMiddleItGoesOnAndTheBooksAgree() {
        String shown = home.run("demo", "--crash").orThrow().out();
        assertThat(shown)
                .contains("killed process", "Going on with job", "everything fits", "What to try next")
                .doesNotContain("NO\n", "\tat ");
        String doubts = home.with("WEIR_HOME", home.home().resolve("demo").toString())
                .run("doubts")
                .orThrow()
                .out();
        assertThat(doubts).containsAnyOf("Nothing is in doubt", "vendor may bill");
    }
}
