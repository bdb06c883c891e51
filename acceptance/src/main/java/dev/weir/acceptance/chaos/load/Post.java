package dev.weir.acceptance.chaos.load;

import dev.weir.acceptance.audience.Source;
import dev.weir.acceptance.chaos.load.Door.Answer;
import dev.weir.acceptance.chaos.load.Letters.Letter;
import dev.weir.acceptance.chaos.load.Story.Delivery;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Delivers letters to the audience, one after the other over some connections, each until it is answered. */
final class Post {

    private static final int CONNECTIONS = 4;

    private final Door door;
    private final Source source;
    private final Letters letters;
    private final AtomicInteger next = new AtomicInteger();
    private final List<Delivery> delivered = new ArrayList<>();

    Post(Door door, Source source, long seed) {
        this.door = door;
        this.source = source;
        this.letters = new Letters(seed);
    }

    /**
     * Begins with it.
     *
     * @param most how many there are
     * @param everyMillis a connection delivers one
     * @param ending when it is down, no new one is begun
     * @return its threads
     */
    List<Thread> start(int most, long everyMillis, CountDownLatch ending) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            threads.add(Thread.ofVirtual().name("post-" + i).start(() -> {
                try {
                    while (!ending.await(everyMillis, TimeUnit.MILLISECONDS)) {
                        int number = next.getAndIncrement();
                        if (number >= most) {
                            return;
                        }
                        deliver(number);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        return threads;
    }

    private void deliver(int number) throws InterruptedException {
        Letter letter = letters.of(number);
        // Signed anew for each try, as tools do: an old signature is a forgery's.
        Answer answer = door.insist(
                () -> {
                    HttpRequest.Builder request = HttpRequest.newBuilder(source.address())
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofByteArray(letter.message().sent()));
                    source.signer().headers(letter.message(), Instant.now()).forEach(request::header);
                    return request;
                },
                letter.message().id());
        synchronized (delivered) {
            delivered.add(new Delivery(
                    number, letter.message().how(), letter.message().id(), letter.word(), answer.status()));
        }
    }

    /** What was delivered so far, in the order of the letters. */
    List<Delivery> delivered() {
        synchronized (delivered) {
            return delivered.stream()
                    .sorted(Comparator.comparingInt(Delivery::number))
                    .toList();
        }
    }
}
