package dev.weir.acceptance.large;

import dev.weir.acceptance.ProcFiles;
import dev.weir.acceptance.Program;
import dev.weir.acceptance.Served;
import dev.weir.lists.files.Row;
import dev.weir.lists.files.Rows;
import dev.weir.lists.files.Table;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One list, uploaded to a server that is killed twice meanwhile, and exported again.
 *
 * @param bytes of the list
 * @param peakKib the most memory of the server that took it in and gave it back
 * @param wrong what does not fit, in sentences; empty when all does
 */
record UploadRun(int rows, long bytes, Duration upload, Duration export, long peakKib, List<String> wrong) {

    private static final String JOBS = "/enrichment-jobs";
    /** Nobody is asked for anything: what is looked at is the list. */
    private static final String SUBMIT = JOBS + "?fields=person.work_email&waterfallConfig="
            + "%7B%22person.work_email%22%3A%5B%22hunter%22%5D%7D&maxCredits=0";

    private static final String KEY = "the large upload";

    /** The 1 GiB of the design. */
    private static final long MOST_KIB = 1L << 20;

    UploadRun {
        wrong = List.copyOf(wrong);
    }

    /**
     * @param weir the program's command
     * @param folder empty; list, export, home and logs stay there
     * @param second how long after the whole list was sent the server is killed for the second time
     */
    static UploadRun of(List<String> weir, Path folder, int rows, long seed, Duration second)
            throws IOException, InterruptedException {
        Path list = folder.resolve("list.csv");
        Program program = Program.in(folder, weir);
        MadeList.write(list, rows, seed);
        Served.Keys keys = Served.begin(program);
        List<String> wrong = new ArrayList<>();
        try (Served server = Served.start(program, keys)) {
            killWhileItIsSent(server, list, wrong);
        }
        Integer acknowledged;
        try (Served server = Served.start(program, keys)) {
            requireNone(server, wrong);
            acknowledged = killWhileItIsStored(server, list, second);
        }
        try (Served server = Served.start(program, keys)) {
            requireAllOrNone(server, rows, acknowledged, wrong);
            long began = System.nanoTime();
            JsonNode job = submitted(server, list, wrong);
            Duration upload = Duration.ofNanos(System.nanoTime() - began);
            long id = job.at("/id").asLong();
            requireOne(server, rows, wrong);
            server.post(JOBS + "/" + id + "/pause", "");
            began = System.nanoTime();
            Path back = folder.resolve("export.csv");
            HttpResponse<Path> got = server.send(
                    server.request(JOBS + "/" + id + "/export").GET().build(), HttpResponse.BodyHandlers.ofFile(back));
            Duration export = Duration.ofNanos(System.nanoTime() - began);
            if (got.statusCode() != 200) {
                wrong.add("the export was answered with " + got.statusCode());
            } else {
                compare(list, back).ifPresent(wrong::add);
            }
            long peak = ProcFiles.peakKib(server.pid());
            if (peak > MOST_KIB) {
                wrong.add("the server had " + peak / 1024 + " MiB at most, more than " + MOST_KIB / 1024);
            }
            return new UploadRun(rows, Files.size(list), upload, export, peak, wrong);
        }
    }

    private static void killWhileItIsSent(Served server, Path list, List<String> wrong)
            throws IOException, InterruptedException {
        try (Halting half = new Halting(Files.newInputStream(list), Files.size(list) / 2)) {
            CompletableFuture<@Nullable Integer> answer = sent(server, half);
            half.awaitHalt();
            server.kill();
            half.goOn();
            Integer status = status(answer);
            if (status != null) {
                wrong.add("a list that was sent in half was answered with " + status);
            }
        }
    }

    private static void requireNone(Served server, List<String> wrong) throws IOException, InterruptedException {
        long jobs = server.get(JOBS).at("/pagination/total").asLong();
        if (jobs != 0) {
            wrong.add("after a list that was sent in half there are " + jobs + " jobs");
        }
    }

    /**
     * The server dies somewhere between the last byte and the answer, or behind it.
     *
     * @return the answer's status; null when there was none
     */
    private static @Nullable Integer killWhileItIsStored(Served server, Path list, Duration second)
            throws IOException, InterruptedException {
        try (Halting whole = new Halting(Files.newInputStream(list), Long.MAX_VALUE)) {
            CompletableFuture<@Nullable Integer> answer = sent(server, whole);
            whole.awaitHalt();
            try {
                answer.get(second.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException notYet) {
                // As it is meant to be.
            }
            server.kill();
            return status(answer);
        }
    }

    private static void requireAllOrNone(Served server, int rows, @Nullable Integer acknowledged, List<String> wrong)
            throws IOException, InterruptedException {
        JsonNode jobs = server.get(JOBS);
        long count = jobs.at("/pagination/total").asLong();
        if (acknowledged != null && count != 1) {
            wrong.add("a list was acknowledged with " + acknowledged + ", and there are " + count + " jobs");
        }
        if (count > 1 || (count == 1 && jobs.at("/data/0/totalRecords").asInt() != rows)) {
            wrong.add("of a list whose server died there is a part: " + jobs);
        }
    }

    private static CompletableFuture<@Nullable Integer> sent(Served server, InputStream body) {
        HttpRequest request = submit(server)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> body))
                .build();
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return server.send(request, HttpResponse.BodyHandlers.ofString())
                                .statusCode();
                    } catch (IOException dead) {
                        return null;
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return null;
                    }
                },
                task -> Thread.ofPlatform().daemon().start(task));
    }

    private static @Nullable Integer status(CompletableFuture<@Nullable Integer> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static HttpRequest.Builder submit(Served server) {
        return server.request(SUBMIT).header("Content-Type", "text/csv").header("Idempotency-Key", KEY);
    }

    private static JsonNode submitted(Served server, Path list, List<String> wrong)
            throws IOException, InterruptedException {
        HttpResponse<String> got = server.send(
                submit(server).POST(HttpRequest.BodyPublishers.ofFile(list)).build(),
                HttpResponse.BodyHandlers.ofString());
        if (got.statusCode() != 201) {
            wrong.add("the upload was answered with " + got.statusCode() + ": " + got.body());
        }
        return JsonMapper.shared().readTree(got.body()).at("/data");
    }

    private static void requireOne(Served server, int rows, List<String> wrong)
            throws IOException, InterruptedException {
        JsonNode jobs = server.get(JOBS);
        if (jobs.at("/pagination/total").asLong() != 1
                || jobs.at("/data/0/totalRecords").asInt() != rows) {
            wrong.add("after the same list was sent again: " + jobs);
        }
    }

    /** What the first row is that came back otherwise than it was sent. */
    private static Optional<String> compare(Path list, Path back) throws IOException {
        try (Rows sent = Table.open(list).read();
                Rows got = Table.open(back).read()) {
            while (sent.hasNext()) {
                Row one = sent.next();
                if (!got.hasNext()) {
                    return Optional.of("the export ends before row " + (one.index() + 1));
                }
                Row other = got.next();
                if (!one.cells().equals(other.cells().subList(0, one.cells().size()))) {
                    return Optional.of("row " + (one.index() + 1) + " was sent as " + one.cells()
                            + " and comes back as " + other.cells());
                }
            }
            return got.hasNext() ? Optional.of("the export has more rows than the list") : Optional.empty();
        }
    }

    /** A list being sent, which stands still when so many bytes of it have been, or all. */
    private static final class Halting extends FilterInputStream {
        private final CountDownLatch halted = new CountDownLatch(1);
        private final CountDownLatch going = new CountDownLatch(1);
        private long left;

        Halting(InputStream list, long left) {
            super(list);
            this.left = left;
        }

        void awaitHalt() throws InterruptedException {
            halted.await();
        }

        void goOn() {
            going.countDown();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left <= 0) {
                halt();
            }
            int read = super.read(into, offset, (int) Math.min(length, Math.max(left, 1)));
            left -= Math.max(read, 0);
            if (read < 0) {
                halted.countDown();
            }
            return read;
        }

        private void halt() {
            halted.countDown();
            try {
                going.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UncheckedIOException(new IOException("interrupted"));
            }
        }
    }
}
