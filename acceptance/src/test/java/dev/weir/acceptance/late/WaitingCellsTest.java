package dev.weir.acceptance.late;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Showing;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingCellsTest {

    private static final Idle QUIET = new Idle(Duration.ofSeconds(60), 400_000, 404_000, 9, 0.003, 0.01);

    private static WaitingRun run(Idle idle, int again, int acknowledged, long right, long spent, String verified) {
        return new WaitingRun(
                Duration.ofSeconds(9),
                again,
                idle,
                new HeldTickets.Answered(acknowledged, List.of("status 503"), 2, new int[] {900, 1_000, 4_000}),
                Duration.ofSeconds(3),
                "completed",
                right,
                3,
                spent,
                500_000,
                verified);
    }

    private static List<String> wrong(WaitingRun run) {
        List<String> said = new ArrayList<>();
        WaitingCells.check(run, 3, new Showing(said::add));
        return said;
    }

    @Test
    void whatIsAsItShouldBeIsShownAndReadsAsATable() {
        WaitingRun good = run(QUIET, 0, 3, 3, 1_500, "");
        assertThat(wrong(good)).isEmpty();
        assertThat(WaitingCells.table(good, 3))
                .anySatisfy(line -> assertThat(line).contains("taken durably a second", "2  p50 1.0 ms, p99 4.0 ms"))
                .anySatisfy(line -> assertThat(line).contains("at the end", "395 MiB  1.010 of that"));
    }

    @Test
    void whateverDoesNotFitIsSaid() {
        Idle growing = new Idle(Duration.ofSeconds(60), 400_000, 440_000, 9, 0.003, 0.01);
        Idle busy = new Idle(Duration.ofSeconds(60), 400_000, 400_000, 900, 0.5, 0.01);
        assertThat(wrong(run(growing, 0, 3, 3, 1_500, "")))
                .singleElement()
                .asString()
                .contains("1.100");
        assertThat(wrong(run(busy, 0, 3, 3, 1_500, ""))).hasSize(2);
        assertThat(wrong(run(QUIET, 1, 3, 3, 1_500, "")))
                .singleElement()
                .asString()
                .contains("handed over twice");
        assertThat(wrong(run(QUIET, 0, 2, 3, 1_500, "")))
                .singleElement()
                .asString()
                .contains("status 503");
        assertThat(wrong(run(QUIET, 0, 3, 2, 1_500, "")))
                .singleElement()
                .asString()
                .contains("every row has its value");
        assertThat(wrong(run(QUIET, 0, 3, 3, 2_000, "")))
                .singleElement()
                .asString()
                .contains("charged once");
        assertThat(wrong(run(QUIET, 0, 3, 3, 1_500, "L2")))
                .singleElement()
                .asString()
                .contains("L2");
    }

    @Test
    void theWorkerKeepsEachTicketOnceAndSaysWhatWasNotTaken() throws Exception {
        try (HeldTickets worker = HeldTickets.open();
                HttpClient client = HttpClient.newHttpClient()) {
            URI base = URI.create("http://" + worker.address() + "/held");
            for (int row : List.of(0, 1, 1)) {
                client.send(
                        HttpRequest.newBuilder(base)
                                .POST(BodyPublishers.ofString(
                                        "{\"ticket\": \"tk" + row + "\", \"rowIndex\": " + row + "}"))
                                .build(),
                        BodyHandlers.discarding());
            }
            assertThat(worker.count()).isEqualTo(2);
            assertThat(worker.again()).isEqualTo(1);

            // It is no state API: it takes what it is sent with 202.
            HeldTickets.Answered answered = worker.answerAll(base, 2);
            assertThat(answered.acknowledged()).isZero();
            assertThat(answered.refusals()).containsOnly("status 202");
        }
    }
}
