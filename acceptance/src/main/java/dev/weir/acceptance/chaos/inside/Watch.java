package dev.weir.acceptance.chaos.inside;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a process knows of its control folder: what is armed, what has fired, and what there is to tell. */
final class Watch {

    private static final long LOOK_MILLIS = 50;
    private static final int LOOKS_A_TELLING = 20;

    private static final class Armed {
        private final Arming arming;
        private final AtomicLong hits = new AtomicLong();

        Armed(Arming arming) {
            this.arming = arming;
        }

        boolean springs(String point) {
            return arming.matches(point) && hits.incrementAndGet() == arming.hit();
        }
    }

    private final ControlFolder folder;
    private final String process;
    private final Map<String, LongAdder> seen = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final Set<String> fired = ConcurrentHashMap.newKeySet();
    private volatile List<Armed> armed = List.of();
    private List<String> read = List.of();
    private Map<String, String> told = Map.of();

    private Watch(ControlFolder folder) {
        this.folder = folder;
        // A pid may come again in a long run.
        this.process = ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime());
    }

    /** Reads what is armed, and goes on reading it and telling what was seen until the process ends. */
    static Watch begin(ControlFolder folder) throws IOException {
        Watch watch = new Watch(folder);
        folder.lines(ControlFolder.FIRED)
                .forEach(line -> watch.fired.add(Fired.of(line).id()));
        watch.look();
        Thread.ofPlatform().daemon().name("chaos-control").start(watch::goOn);
        return watch;
    }

    @Nullable
    Arming reached(String point) {
        seen.computeIfAbsent(point, _ -> new LongAdder()).increment();
        for (Armed one : armed) {
            if (one.springs(point) && fired.add(one.arming.id())) {
                note(new Fired(
                        one.arming.id(),
                        point,
                        Instant.ofEpochMilli(System.currentTimeMillis()),
                        ProcessHandle.current().pid()));
                return one.arming;
            }
        }
        return null;
    }

    void count(String counter) {
        counts.computeIfAbsent(counter, _ -> new LongAdder()).increment();
    }

    /** Writes down what there is to tell. */
    synchronized void tell() {
        try {
            Map<String, String> now = new HashMap<>();
            now.put(ControlFolder.SEEN, text(seen));
            now.put(ControlFolder.COUNTS, text(counts));
            for (Map.Entry<String, String> file : now.entrySet()) {
                if (!file.getValue().equals(told.get(file.getKey()))) {
                    folder.replace(file.getKey() + "." + process, file.getValue());
                }
            }
            told = now;
        } catch (IOException e) {
            complain(e);
        }
    }

    private static String text(Map<String, LongAdder> counted) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(counted)
                .forEach((name, count) ->
                        text.append(name).append(' ').append(count.sum()).append('\n'));
        return text.toString();
    }

    private void note(Fired now) {
        try {
            folder.append(ControlFolder.FIRED, now.line());
        } catch (IOException e) {
            // A harness that does not know what happened cannot judge it.
            complain(e);
            Runtime.getRuntime().halt(Agent.BROKEN);
        }
    }

    private void goOn() {
        for (int looks = 1; ; looks++) {
            try {
                Thread.sleep(LOOK_MILLIS);
                look();
            } catch (IOException | IllegalArgumentException e) {
                complain(e);
            } catch (InterruptedException _) {
                return;
            }
            if (looks % LOOKS_A_TELLING == 0) {
                tell();
            }
        }
    }

    private void look() throws IOException {
        List<String> lines = folder.lines(ControlFolder.ARM);
        if (lines.equals(read)) {
            return;
        }
        Map<String, Armed> known = new HashMap<>();
        armed.forEach(one -> known.put(one.arming.id(), one));
        // One that stays armed goes on counting.
        armed = lines.stream()
                .map(Arming::of)
                .filter(arming -> !fired.contains(arming.id()))
                .map(arming -> known.getOrDefault(arming.id(), new Armed(arming)))
                .toList();
        read = lines;
    }

    @SuppressWarnings("SystemOut") // the server's log belongs to the server
    private static void complain(Exception trouble) {
        System.err.println("chaos agent: " + trouble);
    }
}
