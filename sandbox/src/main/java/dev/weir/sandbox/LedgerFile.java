package dev.weir.sandbox;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * One segment of the ledger: a file of fixed size in the memory of the operating system. A record that was appended
 * survives the death of this process at once and without a system call; {@link #force} brings it to the disk. A segment
 * that is full is {@linkplain #retire retired}: it can still be read, but holds no memory any more.
 *
 * <p>A record is its length, a checksum and its bytes; the length is written last, so that a process killed amid a
 * record leaves none. A length of zero is the end. The file is filled with zeros when it is made, so that a full disk
 * shows there and not amid an answer.
 */
final class LedgerFile {
    private static final int HEAD = 2 * Integer.BYTES;
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final Path file;
    private final Arena arena;
    private final MemorySegment mapped;
    private final ByteBuffer memory;

    /** After the last whole record; written by the one appender. */
    private volatile int end;

    private boolean retired;

    private LedgerFile(Path file, Arena arena, MemorySegment mapped) {
        this.file = file;
        this.arena = arena;
        this.mapped = mapped;
        this.memory = mapped.asByteBuffer();
    }

    static LedgerFile open(Path file, int size) throws IOException {
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var zeros = ByteBuffer.allocate(1 << 16);
            while (channel.size() < size) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), size - channel.size()));
                channel.write(zeros, channel.size());
            }
            Arena arena = Arena.ofShared();
            return new LedgerFile(file, arena, channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena));
        }
    }

    /** Moves to the end of what is there and hands over every record on the way. */
    void replay(Consumer<ByteBuffer> reader) {
        end = walk(memory, reader);
    }

    /** Hands over the records that stand now, from a copy of them, so that nobody waits for a slow reader. */
    void read(Consumer<ByteBuffer> reader) {
        walk(copy(), reader);
    }

    private synchronized ByteBuffer copy() {
        // Before the bytes: what lies before an end that was seen was written before it.
        int length = end;
        ByteBuffer copy = ByteBuffer.allocate(length);
        if (!retired) {
            return copy.put(memory.slice(0, length)).flip();
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (copy.hasRemaining()) {
                if (channel.read(copy, copy.position()) < 0) {
                    throw new EOFException(file + " has been cut short");
                }
            }
            return copy.flip();
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox's ledger cannot be read", e);
        }
    }

    /** Returns where the first record would stand that is none. */
    private static int walk(ByteBuffer bytes, Consumer<ByteBuffer> reader) {
        int at = 0;
        while (at + HEAD <= bytes.limit()) {
            int length = bytes.getInt(at);
            if (length <= 0
                    || at + HEAD + length > bytes.limit()
                    || checksum(bytes.slice(at + HEAD, length)) != bytes.getInt(at + Integer.BYTES)) {
                break;
            }
            reader.accept(bytes.slice(at + HEAD, length));
            at = aligned(at + HEAD + length);
        }
        return at;
    }

    private static int checksum(ByteBuffer record) {
        var crc = new CRC32C();
        crc.update(record);
        return (int) crc.getValue();
    }

    /** False when it does not fit any more; the caller goes on in the next segment. One appender at a time. */
    boolean append(byte[] bytes, int length) {
        int at = end;
        if (at + HEAD + length > memory.capacity()) {
            return false;
        }
        memory.put(at + HEAD, bytes, 0, length);
        memory.putInt(at + Integer.BYTES, checksum(ByteBuffer.wrap(bytes, 0, length)));
        INTS.setRelease(memory, at, length);
        end = Math.min(aligned(at + HEAD + length), memory.capacity());
        return true;
    }

    /** Ordered access needs addresses that are a multiple of four. */
    private static int aligned(int at) {
        return (at + 3) & ~3;
    }

    synchronized void force() {
        if (!retired) {
            mapped.force();
        }
    }

    /** Brings it to the disk and gives its memory back; nothing may be appended any more. */
    synchronized void retire() {
        if (!retired) {
            mapped.force();
            retired = true;
            arena.close();
        }
    }
}
