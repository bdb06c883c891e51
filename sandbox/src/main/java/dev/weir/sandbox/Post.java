package dev.weir.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Where submissions lie until their vendors have answered: kept on disk, of each no more in memory than where it lies and
 * when it is due. Call-backs are made when they are due, and again when nobody answered them with 2xx; what was not done
 * when the process ended is done by the next one.
 */
final class Post implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int AT_ONCE = 64;

    private volatile SandboxSettings settings;
    private final InstantSource clock;
    private final Map<String, Lying> byId = new ConcurrentHashMap<>();
    private final DelayQueue<Due> due = new DelayQueue<>();
    private final Semaphore slots = new Semaphore(AT_ONCE);
    private final PostFile file;
    private final HeardFile heard;
    private final Thread carrier;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .executor(task -> Thread.ofVirtual().start(task))
            .build();

    private volatile boolean closed;

    private Post(Path folder, SandboxSettings settings, InstantSource clock) throws IOException {
        this.settings = settings;
        this.clock = clock;
        this.file = open(folder.resolve("post.bin"));
        this.heard = HeardFile.open(folder.resolve("callbacks.jsonl"), clock);
        this.carrier = Thread.ofPlatform().name("sandbox-post").daemon().unstarted(this::carry);
    }

    /** Takes up what an earlier process of the folder left. */
    static Post open(Path folder, SandboxSettings settings, InstantSource clock) throws IOException {
        Post post = new Post(folder, settings, clock);
        post.carrier.start();
        return post;
    }

    /** What is drawn and how long it takes from now on. */
    void settings(SandboxSettings other) {
        settings = other;
    }

    /** A submission in memory. */
    private record Lying(Vendor vendor, long at, long dueMillis) {}

    /** A call-back in memory. @param tries that were made before */
    private record Due(Lying lying, int event, int tries, long atNanos) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(atNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    private PostFile open(Path path) throws IOException {
        Map<Long, Lying> lying = new HashMap<>();
        Map<Long, BitSet> open = new HashMap<>();
        PostFile opened = PostFile.open(path, new PostFile.Reader() {
            @Override
            public void taken(String id, Vendor vendor, long at, long dueMillis, int events) {
                Lying one = new Lying(vendor, at, dueMillis);
                byId.put(id, one);
                lying.put(at, one);
                BitSet waiting = new BitSet();
                waiting.set(0, events);
                open.put(at, waiting);
            }

            @Override
            public void done(long at, int event) {
                open.computeIfPresent(at, (_, waiting) -> {
                    waiting.clear(event);
                    return waiting.isEmpty() ? null : waiting;
                });
            }
        });
        open.forEach((at, waiting) ->
                waiting.stream().forEach(event -> schedule(Objects.requireNonNull(lying.get(at)), event, 0, 0)));
        return opened;
    }

    /** What became of asking for a submission. */
    sealed interface Asked {
        /** The vendor knows of none of that name. */
        record Unknown() implements Asked {}

        /** @param millis until it is there */
        record Working(long millis) implements Asked {}

        @SuppressWarnings("ArrayRecordComponent") // documents are handed on, never compared
        record Ready(byte[] document) implements Asked {}
    }

    Asked ask(String id) {
        Lying lying = byId.get(id);
        if (lying == null) {
            return new Asked.Unknown();
        }
        long left = lying.dueMillis - clock.millis();
        return left > 0
                ? new Asked.Working(left)
                : new Asked.Ready(file.read(lying.at).document());
    }

    private LateSettings late(Vendor vendor) {
        return settings.of(vendor).later();
    }

    private double draw(String kind, String id, int event) {
        return Dice.unit(Dice.root(settings.seed(), kind, id), event);
    }

    /**
     * Takes a submission. Where that befalls it, its first call-back is made before this returns, and so before the vendor
     * has answered.
     *
     * @return how long the answer takes, in milliseconds
     */
    long take(Posting posting) {
        LateSettings late = late(posting.vendor());
        String id = posting.id();
        long delay = late.minMillis() + (long) (draw("later", id, 0) * (late.maxMillis() - late.minMillis() + 1));
        Posting kept = posting;
        if (posting.events().size() > 1 && draw("shuffled", id, 0) < late.shuffled()) {
            kept = new Posting(
                    id, posting.vendor(), posting.document(), posting.events().reversed());
        }
        long dueMillis = clock.millis() + delay;
        Lying lying = new Lying(kept.vendor(), file.taken(kept, dueMillis), dueMillis);
        byId.put(id, lying);
        boolean early = draw("early", id, 0) < late.early();
        for (int event = 0; event < kept.events().size(); event++) {
            if (draw("never", id, event) < late.never()) {
                file.done(lying.at, event);
            } else if (early && event == 0) {
                deliver(new Due(lying, event, 0, 0));
            } else {
                // One after the other, as a vendor's worker would: those who hear them can still see the order.
                schedule(lying, event, 0, event);
            }
        }
        return delay;
    }

    private void schedule(Lying lying, int event, int tries, long afterMillis) {
        long wait = tries > 0 ? afterMillis : Math.max(0, lying.dueMillis - clock.millis()) + afterMillis;
        due.add(new Due(lying, event, tries, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wait)));
    }

    private void carry() {
        try {
            while (!closed) {
                Due next = due.take();
                slots.acquire();
                Thread.ofVirtual().name("sandbox-callback").start(() -> {
                    try {
                        deliver(next);
                    } catch (UncheckedIOException e) {
                        if (!closed) {
                            throw e;
                        }
                    } finally {
                        slots.release();
                    }
                });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(Due next) {
        if (closed) {
            return;
        }
        Posting posting = file.read(next.lying.at);
        Posting.Event event = posting.events().get(next.event);
        LateSettings late = late(posting.vendor());
        if (next.tries == 0 && draw("forged", posting.id(), next.event) < late.forged()) {
            send(new Posting.Event(event.url(), event.secretHeader(), forged(event.secret()), event.body()));
        }
        boolean isHeard = send(event);
        if (isHeard) {
            heard.add(posting, next.event);
        }
        if (isHeard && next.tries == 0 && draw("twice", posting.id(), next.event) < late.twice()) {
            send(event);
        }
        if (isHeard || next.tries >= late.retries()) {
            if (!closed) {
                file.done(next.lying.at, next.event);
            }
        } else {
            schedule(next.lying, next.event, next.tries + 1, late.retryMillis());
        }
    }

    /** Call-backs that were answered with 2xx. */
    HeardFile heard() {
        return heard;
    }

    /** As long as the right one, and wrong. */
    private static String forged(String secret) {
        int last = secret.length() - 1;
        return last < 0 ? "forged" : secret.substring(0, last) + (secret.charAt(last) == '0' ? '1' : '0');
    }

    /** Whether it was answered with 2xx. */
    private boolean send(Posting.Event event) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(event.url()))
                    .timeout(PATIENCE)
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(event.body()));
            if (!event.secretHeader().isEmpty()) {
                request.header(event.secretHeader(), event.secret());
            }
            int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            return status >= 200 && status < 300;
        } catch (IOException | IllegalArgumentException unheard) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        carrier.interrupt();
        http.shutdownNow();
        file.close();
        heard.close();
    }
}
