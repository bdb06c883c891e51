package dev.weir.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Every call and what it charged, append-only. A record is with the operating system before its answer leaves, so it
 * survives {@code kill -9} of sandbox and caller; it is on the disk within about a second. One process per folder.
 */
public final class Ledger implements AutoCloseable {
    private static final int SEGMENT_BYTES = 16 << 20;
    private static final long FORCE_EVERY_MILLIS = 1_000;

    private final Path folder;
    private final FileChannel lockFile;
    private final ReentrantLock writing = new ReentrantLock();
    private final List<LedgerFile> segments = new CopyOnWriteArrayList<>();
    private final Set<Long> unsent = ConcurrentHashMap.newKeySet();
    private final Tally tally = new Tally();
    private final AtomicLong sequence = new AtomicLong();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread forcer;
    private long lastForced;
    /** Guarded by {@link #writing}. */
    private boolean closed;

    private Ledger(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.forcer = Thread.ofPlatform().name("sandbox-ledger-force").daemon().unstarted(this::forceNowAndThen);
    }

    /**
     * Opens the folder's ledger, reading what is there; makes folder and ledger if need be.
     *
     * @throws IOException when the folder cannot be written or another process holds it
     */
    static Ledger open(Path folder) throws IOException {
        Files.createDirectories(folder);
        var ledger = new Ledger(folder, locked(folder.resolve("ledger.lock")));
        try {
            ledger.load();
        } catch (IOException | RuntimeException e) {
            ledger.segments.forEach(LedgerFile::retire);
            ledger.tally.close();
            ledger.lockFile.close();
            throw e;
        }
        ledger.forcer.start();
        return ledger;
    }

    private static FileChannel locked(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new IOException("Another sandbox is using " + file.getParent());
        }
        return channel;
    }

    private void load() throws IOException {
        do {
            if (!segments.isEmpty()) {
                segments.getLast().retire();
            }
            LedgerFile segment = LedgerFile.open(segment(segments.size() + 1), SEGMENT_BYTES);
            segment.replay(bytes -> take(LedgerRecord.read(bytes)));
            segments.add(segment);
        } while (Files.exists(segment(segments.size() + 1)));
        lastForced = sequence.get();
    }

    private Path segment(int number) {
        return folder.resolve(String.format("ledger-%06d.bin", number));
    }

    private void take(LedgerRecord record) {
        switch (record) {
            case LedgerRecord.Call call -> {
                LedgerEntry entry = call.entry();
                sequence.set(entry.sequence());
                tally.replay(entry);
            }
            case LedgerRecord.Unsent late -> unsent.add(late.sequence());
        }
    }

    Tally tally() {
        return tally;
    }

    /**
     * Writes a call down; when this returns, the record survives this process.
     *
     * @return its sequence
     * @throws UncheckedIOException when there is no room for it
     * @throws IllegalStateException after {@link #close}; the call counts as never received then
     */
    long append(LedgerEntry draft) {
        byte[] bytes = LedgerRecord.bytes(draft);
        writing.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the ledger is closed");
            }
            long number = sequence.get() + 1;
            LedgerRecord.number(bytes, number);
            write(bytes);
            sequence.set(number);
            tally.count(draft.operation(), draft.chargedMilli());
            return number;
        } finally {
            writing.unlock();
        }
    }

    /** Notes that the answer to a call did not leave whole. */
    void unsent(long number) {
        unsent.add(number);
        writing.lock();
        try {
            if (!closed) {
                write(LedgerRecord.unsent(number));
            }
        } finally {
            writing.unlock();
        }
    }

    private void write(byte[] bytes) {
        if (segments.getLast().append(bytes, bytes.length)) {
            return;
        }
        try {
            LedgerFile next = LedgerFile.open(segment(segments.size() + 1), SEGMENT_BYTES);
            segments.getLast().retire();
            segments.add(next);
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox's ledger cannot grow in " + folder, e);
        }
        segments.getLast().append(bytes, bytes.length);
    }

    /** Hands over every call after the given sequence, in order, as far as it stands now. */
    public void read(long afterSequence, Consumer<LedgerEntry> reader) {
        for (LedgerFile segment : segments) {
            segment.read(bytes -> {
                if (LedgerRecord.read(bytes) instanceof LedgerRecord.Call call
                        && call.entry().sequence() > afterSequence) {
                    reader.accept(corrected(call.entry()));
                }
            });
        }
    }

    private LedgerEntry corrected(LedgerEntry entry) {
        return entry.sent() && unsent.contains(entry.sequence())
                ? new LedgerEntry(
                        entry.sequence(),
                        entry.time(),
                        entry.operation(),
                        entry.question(),
                        entry.tryNumber(),
                        entry.requestId(),
                        entry.status(),
                        entry.outcome(),
                        entry.chargedMilli(),
                        entry.fault(),
                        false)
                : entry;
    }

    /** All calls so far; for runs that fit into memory. */
    public List<LedgerEntry> entries() {
        var entries = new ArrayList<LedgerEntry>();
        read(0, entries::add);
        return entries;
    }

    /** Totals per operation since the ledger began. */
    public LedgerSummary summary() {
        return new LedgerSummary(Arrays.stream(VendorOperation.values())
                .map(tally::line)
                .filter(line -> line.calls() > 0)
                .toList());
    }

    private void forceNowAndThen() {
        try {
            while (!closing.await(FORCE_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                force();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void force() {
        long now = sequence.get();
        if (now != lastForced) {
            segments.getLast().force();
            lastForced = now;
        }
    }

    /** Brings everything to the disk and frees the folder. */
    @Override
    public void close() throws IOException {
        closing.countDown();
        writing.lock();
        try {
            if (!closed) {
                closed = true;
                segments.getLast().retire();
                tally.close();
            }
        } finally {
            writing.unlock();
        }
        lockFile.close();
    }

    /** A draft: sequence and final word on sending come later. */
    static LedgerEntry draft(
            Instant time,
            VendorOperation operation,
            String question,
            int tryNumber,
            String requestId,
            int status,
            Outcome outcome,
            int chargedMilli,
            @Nullable FaultKind fault) {
        return new LedgerEntry(
                0,
                time,
                operation,
                question,
                tryNumber,
                requestId,
                status,
                outcome,
                chargedMilli,
                fault,
                fault == null || !fault.cutsAnswer());
    }
}
