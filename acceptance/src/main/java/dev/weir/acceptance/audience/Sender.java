package dev.weir.acceptance.audience;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Delivers messages over some connections at once, each until it is answered: what had no answer is sent again. */
final class Sender {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration BREATH = Duration.ofMillis(50);

    private final URI address;
    private final Signer signer;
    private final List<Message> messages;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final Map<How, Map<Integer, Integer>> statuses = new EnumMap<>(How.class);
    private final List<String> broken = new ArrayList<>();

    Sender(URI address, Signer signer, List<Message> messages) {
        this.address = address;
        this.signer = signer;
        this.messages = messages;
    }

    /** Begins with them. @return its threads, which end when all is answered */
    List<Thread> start(int connections) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            threads.add(Thread.ofVirtual().name("delivery-" + i).start(this::work));
        }
        return threads;
    }

    /** How many have been answered. */
    int answered() {
        return answered.get();
    }

    /** How often there was no answer. */
    int unanswered() {
        return unanswered.get();
    }

    /** How many were answered with what. @throws IOException when something was not answered at all */
    synchronized Map<How, Map<Integer, Integer>> statuses() throws IOException {
        if (!broken.isEmpty()) {
            throw new IOException(broken.size() + " deliveries had no answer, the first: " + broken.getFirst());
        }
        Map<How, Map<Integer, Integer>> all = new EnumMap<>(How.class);
        statuses.forEach((how, counts) -> all.put(how, Map.copyOf(counts)));
        return all;
    }

    // A connection of its own for each, as many tools have.
    private void work() {
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            for (int i = next.getAndIncrement(); i < messages.size(); i = next.getAndIncrement()) {
                deliver(client, messages.get(i));
            }
        }
    }

    private void deliver(HttpClient client, Message message) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                HttpRequest.Builder request = HttpRequest.newBuilder(address)
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(message.sent()));
                signer.headers(message, Instant.now()).forEach(request::header);
                int status =
                        client.send(request.build(), BodyHandlers.discarding()).statusCode();
                note(message.how(), status);
                answered.incrementAndGet();
                return;
            } catch (IOException lost) {
                unanswered.incrementAndGet();
                if (System.nanoTime() - end > 0) {
                    note(message, lost);
                    return;
                }
                breathe();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void breathe() {
        LockSupport.parkNanos(BREATH.toNanos());
    }

    private synchronized void note(How how, int status) {
        statuses.computeIfAbsent(how, _ -> new TreeMap<>()).merge(status, 1, Integer::sum);
    }

    private synchronized void note(Message message, IOException lost) {
        broken.add(message.id() + ": " + lost);
    }
}
