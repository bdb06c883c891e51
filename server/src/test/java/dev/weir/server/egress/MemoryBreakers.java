package dev.weir.server.egress;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Breakers of nodes that share one memory, with a clock of its own. */
final class MemoryBreakers implements BreakerStore {

    private record Row(BreakerState state, long version) {}

    private final Map<CredentialKey, Row> rows = new HashMap<>();
    private final Ticker ticker;
    private Instant epoch = Instant.parse("2026-11-20T12:00:00Z");
    private boolean broken;
    int writes;
    int reads;

    MemoryBreakers(Ticker ticker) {
        this.ticker = ticker;
    }

    @Override
    public synchronized Seen read(CredentialKey key) {
        requireSound();
        reads++;
        Row row = rows.getOrDefault(key, new Row(BreakerState.NEW, 0));
        return new Seen(row.state, row.version, now());
    }

    @Override
    public synchronized boolean replace(CredentialKey key, long seenVersion, BreakerState next) {
        requireSound();
        Row row = rows.getOrDefault(key, new Row(BreakerState.NEW, 0));
        if (row.version != seenVersion) {
            return false;
        }
        writes++;
        rows.put(key, new Row(next, seenVersion + 1));
        return true;
    }

    @Override
    public synchronized List<CredentialState> all() {
        return rows.entrySet().stream()
                .map(row -> new CredentialState(
                        row.getKey(),
                        row.getValue().state.phase(),
                        row.getValue().state.outcomes().failures(),
                        row.getValue().state.outcomes().size(),
                        row.getValue().state.since(),
                        row.getValue().state.until()))
                .toList();
    }

    synchronized BreakerState state(CredentialKey key) {
        return rows.getOrDefault(key, new Row(BreakerState.NEW, 0)).state;
    }

    synchronized Instant now() {
        return epoch.plus(Duration.ofNanos(ticker.nanos()));
    }

    synchronized void breakDown(boolean down) {
        broken = down;
    }

    private void requireSound() {
        if (broken) {
            throw new IllegalStateException("the database is down");
        }
    }
}
