package dev.weir.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.tickets.SubmissionState;
import dev.weir.server.tickets.TicketState;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.RowState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Draws what may become of what, from the tables in code, in {@code docs/reference/states.md}; run with
 * {@code -Dweir.docs.write=true} to rewrite it.
 */
class StatesPageTest {

    private static final Path PAGE = Path.of("..", "docs", "reference", "states.md");
    private static final String MEND = "stale; run mvn -pl server -am test -Dtest=StatesPageTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dweir.docs.write=true";

    @Test
    void thePageOfStatesIsFresh() throws IOException {
        String page = """
                # States

                What may become of what. A state that no arrow leaves is final.

                <!-- Generated from the tables in code by StatesPageTest. -->

                ## Cells

                A cell is a row's step. The first three are derived, not stored: no run has looked at it, its batch is due, it is
                being asked. Arrows `by evidence` are the two exceptions by which a final state is left, both recorded: a doubt that is
                settled or asked again, and a late answer to a cell that `timed_out`, while its job is open.

                """
                + diagram(
                        CellState.values(),
                        CellState::text,
                        CellState::canBecome,
                        CellState::canBecomeByEvidence,
                        state -> state == CellState.PENDING)
                + """

                ## Rows

                Derived from the row's cells.

                """
                + diagram(
                        RowState.values(),
                        state -> state.name().toLowerCase(Locale.ROOT),
                        RowState::canBecome,
                        (_, _) -> false,
                        state -> state == RowState.OPEN)
                + """

                ## Jobs

                `paused` and the phase (`ingesting`, `running`, `waiting`, `closing`, `closed`) stand beside the status.

                """
                + diagram(
                        JobStatus.values(),
                        JobStatus::text,
                        JobStatus::canBecome,
                        (_, _) -> false,
                        state -> state == JobStatus.PENDING)
                + """

                ## Tickets

                What stands for a cell's late answer, or for an event that a step awaits. A ticket whose submission was refused is
                gathered again.

                """
                + diagram(
                        TicketState.values(),
                        TicketState::text,
                        TicketState::canBecome,
                        (_, _) -> false,
                        state -> state == TicketState.GATHERED || state == TicketState.OUT)
                + """

                ## Submissions

                A gathered call to an operation that answers later. One of which nobody knows whether it left waits as if it had.

                """
                + diagram(
                        SubmissionState.values(),
                        SubmissionState::text,
                        SubmissionState::canBecome,
                        (_, _) -> false,
                        state -> state == SubmissionState.LEAVING);
        if (Boolean.getBoolean("weir.docs.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as(MEND).exists();
        assertThat(Files.readString(PAGE)).as(MEND).isEqualTo(page);
    }

    private static <S> String diagram(
            S[] states,
            Function<S, String> text,
            BiPredicate<S, S> becomes,
            BiPredicate<S, S> byEvidence,
            Predicate<S> begins) {
        StringBuilder diagram = new StringBuilder("```mermaid\nstateDiagram-v2\n");
        for (S from : states) {
            if (begins.test(from)) {
                diagram.append("    [*] --> ").append(text.apply(from)).append('\n');
            }
            boolean left = false;
            for (S to : states) {
                if (becomes.test(from, to)) {
                    left = true;
                    diagram.append(arrow(text.apply(from), text.apply(to), ""));
                } else if (byEvidence.test(from, to)) {
                    diagram.append(arrow(text.apply(from), text.apply(to), " : by evidence"));
                }
            }
            if (!left) {
                diagram.append("    ").append(text.apply(from)).append(" --> [*]\n");
            }
        }
        return diagram.append("```\n").toString();
    }

    private static String arrow(String from, String to, String label) {
        return "    " + from + " --> " + to + label + "\n";
    }
}
