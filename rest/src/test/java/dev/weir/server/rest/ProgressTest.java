package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.jobs.Job;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ProgressTest {

    private static final int WATCHERS = 200;

    private TestApi api;
    private int made;

    @BeforeAll
    void start(@TempDir Path folder) {
        api = new TestApi(folder);
    }

    @AfterAll
    void stop() {
        api.close();
    }

    private Job submit(int rows) {
        TestWeir test = api.test();
        int from = made;
        made += rows;
        return test.submit(
                test.request(test.plan(OnDoubt.HOLD, List.of("company.industry"), "hunter")),
                TestWeir.companies(made).subList(from, made),
                api.running().engine());
    }

    private String path(Job job) {
        return api.path("/enrichment-jobs/" + job.id() + "/progress");
    }

    private HttpResponse<String> watch(Job job, @Nullable String lastEventId) {
        try {
            var request = api.request(path(job), "viewer").GET();
            if (lastEventId != null) {
                request.header("Last-Event-ID", lastEventId);
            }
            return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** An event as a browser takes it. */
    private record Event(String id, String name, JsonNode data) {}

    private static List<Event> events(HttpResponse<String> answer) {
        List<Event> events = new ArrayList<>();
        for (String block : answer.body().split("\n\n")) {
            String id = "";
            String name = "";
            for (String line : block.split("\n")) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    events.add(new Event(id, name, TestApi.JSON.readTree(line.substring(6))));
                }
            }
        }
        return events;
    }

    @Test
    void aWatcherSeesAJobComeToItsEndAndWhoHasSeenItIsNotToldAgain() {
        Job job = submit(300);
        HttpResponse<String> answer = watch(job, null);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream;charset=UTF-8");
        List<Event> events = events(answer);
        assertThat(events).extracting(Event::id).doesNotHaveDuplicates();
        assertThat(events.subList(0, events.size() - 1)).extracting(Event::name).containsOnly("progress");
        Event last = events.getLast();
        assertThat(last.name()).isEqualTo("final");
        assertThat(last.data().at("/phase").asString()).isEqualTo("closed");
        assertThat(last.data().at("/openRecords").asInt()).isZero();
        assertThat(last.data().at("/completedRecords").asInt()
                        + last.data().at("/failedRecords").asInt())
                .isEqualTo(300);
        assertThat(last.data().at("/fields/0/lookedAt").asInt()).isEqualTo(300);
        assertThat(last.data().at("/fields/0/found").asInt())
                .isEqualTo(last.data().at("/completedRecords").asInt());
        assertThat(last.data().at("/credits/spent").decimalValue())
                .isEqualByComparingTo(java.math.BigDecimal.valueOf(
                        api.test().weir().jobs().progress(job).credits().posted(), 3));

        assertThat(watch(job, last.id()).statusCode()).isEqualTo(204);
        assertThat(events(watch(job, "of long ago")).getFirst()).isEqualTo(last);
        assertThat(api.get(
                                api.other().path("/enrichment-jobs/" + job.id() + "/progress"),
                                api.other().key("owner"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void manyWatchersOfAJobShareOneLookAndAllSeeItsEnd() throws Exception {
        Job job = submit(50);
        api.test().weir().jobs().pause(job, api.running().engine());
        ProgressBoard board = new ProgressBoard(api.test().weir(), api.running(), TestApi.JSON);
        List<ProgressBoard.Watcher> watchers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> ends = new ArrayList<>();
            for (int i = 0; i < WATCHERS; i++) {
                ProgressBoard.Watcher watcher = board.watch(job);
                watchers.add(watcher);
                assertThat(watcher.next(null, Duration.ofSeconds(30))).isNotNull();
                ends.add(threads.submit(() -> end(watcher)));
            }
            assertThat(board.looking()).isEqualTo(1);
            assertThat(board.looks()).as("looks for so many").isLessThan(WATCHERS);
            api.test().weir().jobs().resume(job, api.running().engine());
            String id = ends.getFirst().get();
            for (Future<String> end : ends) {
                assertThat(end.get()).isEqualTo(id);
            }
        }
        watchers.forEach(ProgressBoard.Watcher::close);
        assertThat(board.looking()).isZero();
    }

    private static String end(ProgressBoard.Watcher watcher) throws InterruptedException {
        ProgressBoard.Shown shown = watcher.next(null, Duration.ofSeconds(60));
        while (shown != null && !shown.last()) {
            shown = watcher.next(shown.id(), Duration.ofSeconds(60));
        }
        return shown == null ? "none" : shown.id();
    }

    @Test
    void aServerThatEndsLetsItsWatchersGo() throws Exception {
        Job job = submit(10);
        api.test().weir().jobs().pause(job, api.running().engine());
        ProgressBoard board = new ProgressBoard(api.test().weir(), api.running(), TestApi.JSON);
        try (ProgressBoard.Watcher watcher = board.watch(job);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ProgressBoard.Shown first = Objects.requireNonNull(watcher.next(null, Duration.ofSeconds(30)));
            Future<ProgressBoard.Shown> waiting =
                    threads.submit(() -> watcher.next(first.id(), Duration.ofSeconds(60)));
            board.stop();
            assertThat(waiting.get()).isNull();
            assertThat(watcher.isOver()).isTrue();
        }
        api.test().weir().jobs().cancel(job, api.running().engine());
        api.test().await(job);
    }
}
