package dev.weir.temporal.architecture;

import dev.weir.server.jobs.engine.Lease;
import io.temporal.workflow.Workflow;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pieces of workflows that would not come out the same a second time, one thing wrong with each. */
@SuppressWarnings("all")
final class Planted {

    private Planted() {}

    static List<Class<?>> all() {
        return Arrays.stream(Planted.class.getDeclaredClasses())
                .filter(type -> type != Sound.class)
                .toList();
    }

    /** This one is right. */
    static final class Sound {
        private static final Logger LOG = Workflow.getLogger(Sound.class);

        enum Kind {
            ONE,
            OTHER
        }

        record Pair(long one, List<String> other) {}

        Pair decide(long[] ids, Kind kind) {
            Map<Long, String> map = new TreeMap<>();
            for (long id : ids) {
                map.put(id, "id " + id);
            }
            LOG.info("decided");
            Workflow.newTimer(Duration.ofSeconds(1));
            return switch (kind) {
                case ONE ->
                    new Pair(
                            Workflow.currentTimeMillis(),
                            map.values().stream().sorted().toList());
                case OTHER -> new Pair(kind.ordinal(), List.of());
            };
        }
    }

    static final class MillisOfTheMachine {
        long decide() {
            return System.currentTimeMillis();
        }
    }

    static final class NanosOfTheMachine {
        long decide() {
            return System.nanoTime();
        }
    }

    static final class Environment {
        String decide() {
            return System.getenv("HOME");
        }
    }

    static final class Now {
        Instant decide() {
            return Instant.now();
        }
    }

    static final class Today {
        int decide() {
            return LocalDate.now().getYear();
        }
    }

    static final class AClock {
        long decide(Clock clock) {
            return clock.millis();
        }
    }

    static final class Chance {
        int decide() {
            return new Random().nextInt();
        }
    }

    static final class ChanceOfAThread {
        int decide() {
            return ThreadLocalRandom.current().nextInt();
        }
    }

    static final class ChanceOfMath {
        double decide() {
            return Math.random();
        }
    }

    static final class ChanceOfIds {
        String decide() {
            return UUID.randomUUID().toString();
        }
    }

    static final class Shuffling {
        void decide(List<Long> ids) {
            Collections.shuffle(ids);
        }
    }

    static final class AThread {
        void decide() {
            Thread.ofVirtual().start(() -> {});
        }
    }

    static final class Sleeping {
        void decide() throws InterruptedException {
            Thread.sleep(1);
        }
    }

    static final class AnExecutor {
        void decide() {
            Executors.newCachedThreadPool().close();
        }
    }

    static final class ALock {
        void decide() {
            new ReentrantLock().lock();
        }
    }

    static final class WaitingOnAMonitor {
        void decide(Object monitor) throws InterruptedException {
            monitor.wait();
        }
    }

    static final class ADatabase {
        void decide() throws SQLException {
            DriverManager.getConnection("jdbc:none").close();
        }
    }

    static final class AFile {
        long decide() throws IOException {
            return Files.size(Path.of("file"));
        }
    }

    static final class ANetwork {
        boolean decide() throws IOException {
            return InetAddress.getLoopbackAddress().isReachable(1);
        }
    }

    static final class TheServer {
        long decide(Lease lease) {
            return lease.remainingNanos();
        }
    }

    static final class LoggingTwice {
        private static final Logger LOG = LoggerFactory.getLogger(LoggingTwice.class);

        void decide() {
            LOG.info("decided");
        }
    }

    static final class Parallel {
        long decide(List<Long> ids) {
            return ids.parallelStream().findAny().orElse(0L);
        }
    }

    static final class ParallelLater {
        long decide(List<Long> ids) {
            return ids.stream().parallel().findAny().orElse(0L);
        }
    }

    static final class AnyOrderOfKeys {
        List<Long> decide(List<Long> ids) {
            Map<Long, Long> map = new HashMap<>();
            ids.forEach(id -> map.put(id, id));
            return new ArrayList<>(map.keySet());
        }
    }

    static final class AnyOrderOfElements {
        List<Long> decide(List<Long> ids) {
            return new ArrayList<>(new HashSet<>(ids));
        }
    }

    static final class OrderOfAProcess {
        List<Long> decide() {
            return new ArrayList<>(Set.of(1L, 2L, 3L));
        }
    }

    static final class OrderOfACollector {
        List<Long> decide(List<Long> ids) {
            return new ArrayList<>(ids.stream().collect(Collectors.toSet()));
        }
    }

    static final class PlaceInMemory {
        int decide(Object object) {
            return object.hashCode();
        }
    }
}
