package dev.weir.server.storage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tables in memory that keep to what a target promises, and fail as they are told. */
final class FakeTables implements Targets {

    /** One table. */
    static final class Table {
        private final Map<String, Map<String, Object>> rows = new LinkedHashMap<>();
        private final List<String> writes = new ArrayList<>();
        private volatile Predicate<Item> refuses = _ -> false;
        private volatile Target.@Nullable Unavailable down;
        private volatile Predicate<Route> misfit = _ -> false;
        private volatile @Nullable CountDownLatch hanging;
        private final CountDownLatch hangs = new CountDownLatch(1);
        private final List<Integer> sizes = new ArrayList<>();
        private volatile int most = Integer.MAX_VALUE;

        /** By what they are found by. */
        synchronized Map<String, Map<String, Object>> rows() {
            return new LinkedHashMap<>(rows);
        }

        /** The texts of {@code value} in the order in which they were written. */
        synchronized List<String> writes() {
            return List.copyOf(writes);
        }

        Table refusing(Predicate<Item> which) {
            refuses = which;
            return this;
        }

        Table down(String sentence) {
            down = new Target.Unavailable(sentence, false);
            return this;
        }

        Table up() {
            down = null;
            return this;
        }

        Table misfitting(Predicate<Route> which) {
            misfit = which;
            return this;
        }

        /** From now on whoever writes waits, before he asks whether it is his. */
        Table hang() {
            hanging = new CountDownLatch(1);
            return this;
        }

        void awaitHanging() throws InterruptedException {
            if (!hangs.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody writes");
            }
        }

        boolean isHanging() {
            return hangs.getCount() == 0;
        }

        /** It takes too long over more. */
        Table takingAtMost(int results) {
            most = results;
            return this;
        }

        /** How many results it was given, each time. */
        synchronized List<Integer> sizes() {
            return List.copyOf(sizes);
        }

        private synchronized void take(int size) throws Target.Unavailable {
            sizes.add(size);
            if (size > most) {
                throw new Target.Unavailable("It took too long.", false);
            }
        }

        void letGo() {
            CountDownLatch latch = Objects.requireNonNull(hanging);
            hanging = null;
            latch.countDown();
        }

        private void stand() {
            CountDownLatch latch = hanging;
            if (latch != null) {
                hangs.countDown();
                try {
                    latch.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private synchronized List<Target.Outcome> put(Route route, List<Item> items) {
            List<Target.Outcome> outcomes = new ArrayList<>();
            for (Item item : items) {
                if (refuses.test(item)) {
                    outcomes.add(new Target.Outcome.Refused("The table does not want it."));
                    continue;
                }
                Map<String, Object> row = rows.computeIfAbsent(found(route, item), _ -> new HashMap<>());
                route.mappings().forEach((field, column) -> {
                    Object value = item.values().get(field);
                    if (value != null) {
                        row.put(column, value);
                    }
                });
                row.put("weir_key", item.weirKey());
                writes.add(String.valueOf(item.values().get("value")));
                outcomes.add(new Target.Outcome.Written());
            }
            return outcomes;
        }
    }

    private final Map<String, Table> tables = new ConcurrentHashMap<>();

    Table table(String name) {
        return tables.computeIfAbsent(name, _ -> new Table());
    }

    private static String found(Route route, Item item) {
        if (route.mode() == WriteMode.INSERT) {
            return item.weirKey();
        }
        StringBuilder key = new StringBuilder();
        route.mappings().forEach((field, column) -> {
            if (route.keys().contains(column)) {
                key.append(item.values().get(field));
            }
        });
        return key.toString();
    }

    @Override
    public Target open(long workspaceId, Route route) throws Target.Unavailable {
        Table table = table(route.db().text() + "." + route.table());
        Target.Unavailable down = table.down;
        if (down != null) {
            throw down;
        }
        if (table.misfit.test(route)) {
            throw new Target.Unavailable("The table has no such column.", true);
        }
        return new Target() {
            @Override
            public byte[] key(Item item) {
                return found(route, item).getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public List<Outcome> write(List<Item> items, BooleanSupplier ours) throws Unavailable {
                table.stand();
                Target.Unavailable now = table.down;
                if (now != null) {
                    throw now;
                }
                if (!ours.getAsBoolean()) {
                    throw new Unavailable("It is another server's now.", false);
                }
                table.take(items.size());
                return table.put(route, items);
            }

            @Override
            public void close() {}
        };
    }
}
