package dev.weir.sandbox;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * One segment of the ledger: a file of fixed size in the memory of the operating system. A record that was appended
 * survives the death of this process at once and without a system call; {@link #force} brings it to the disk.
 *
 * <p>A record is its length, a checksum and its bytes; the length is written last, so that a process killed amid a
 * record leaves none. A length of zero is the end. The file is filled with zeros when it is made, so that a full disk
 * shows there and not amid an answer.
 */
final class LedgerFile {
    private static final int HEAD = 2 * Integer.BYTES;
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final MappedByteBuffer memory;
    private int end;

    private LedgerFile(MappedByteBuffer memory) {
        this.memory = memory;
    }

    static LedgerFile open(Path file, int size) throws IOException {
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var zeros = ByteBuffer.allocate(1 << 16);
            while (channel.size() < size) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), size - channel.size()));
                channel.write(zeros, channel.size());
            }
            return new LedgerFile(channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size()));
        }
    }

    /** Moves to the end of what is there and hands over every record on the way. */
    void replay(Consumer<ByteBuffer> reader) {
        end = 0;
        read(Integer.MAX_VALUE, reader);
    }

    /** The records that stand now. Safe beside an appender: a length that is seen belongs to a whole record. */
    void read(Consumer<ByteBuffer> reader) {
        read(-1, reader);
    }

    private void read(int moveEnd, Consumer<ByteBuffer> reader) {
        int at = 0;
        while (at + HEAD <= memory.capacity()) {
            int length = (int) INTS.getAcquire(memory, at);
            if (length <= 0
                    || at + HEAD + length > memory.capacity()
                    || checksum(at, length) != memory.getInt(at + Integer.BYTES)) {
                break;
            }
            reader.accept(memory.slice(at + HEAD, length));
            at = aligned(at + HEAD + length);
        }
        if (moveEnd > 0) {
            end = at;
        }
    }

    private int checksum(int at, int length) {
        var crc = new CRC32C();
        crc.update(memory.slice(at + HEAD, length));
        return (int) crc.getValue();
    }

    /** False when it does not fit any more; the caller goes on in the next segment. One appender at a time. */
    boolean append(byte[] bytes, int length) {
        if (end + HEAD + length > memory.capacity()) {
            return false;
        }
        memory.put(end + HEAD, bytes, 0, length);
        var crc = new CRC32C();
        crc.update(bytes, 0, length);
        memory.putInt(end + Integer.BYTES, (int) crc.getValue());
        INTS.setRelease(memory, end, length);
        end = aligned(end + HEAD + length);
        return true;
    }

    /** Ordered access needs addresses that are a multiple of four. */
    private static int aligned(int at) {
        return (at + 3) & ~3;
    }

    void force() {
        memory.force();
    }
}
