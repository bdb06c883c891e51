package dev.weir.sandbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The submissions that vendors have taken and the call-backs they are done with, append-only. A record is with the
 * operating system when its method returns, so that it survives {@code kill -9}.
 */
final class PostFile implements AutoCloseable {
    private static final byte TAKEN = 1;
    private static final byte DONE = 2;
    private static final int HEAD = 2 * Integer.BYTES;

    private final FileChannel channel;
    private long end;

    private PostFile(FileChannel channel) {
        this.channel = channel;
    }

    /** Hears what stands in the file, in order. */
    interface Reader {
        /** @param at where the submission can be read again */
        void taken(String id, Vendor vendor, long at, long dueMillis, int events);

        void done(long at, int event);
    }

    static PostFile open(Path file, Reader reader) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            PostFile post = new PostFile(channel);
            post.replay(reader);
            return post;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void replay(Reader reader) throws IOException {
        while (true) {
            byte[] record = record(end);
            if (record == null) {
                // What a process that was killed had begun to write.
                channel.truncate(end);
                return;
            }
            try (var in = new DataInputStream(new ByteArrayInputStream(record))) {
                if (in.readByte() == TAKEN) {
                    long due = in.readLong();
                    reader.taken(in.readUTF(), Vendor.of(in.readUTF()), end, due, in.readInt());
                } else {
                    reader.done(in.readLong(), in.readInt());
                }
            }
            end += HEAD + record.length;
        }
    }

    private byte @Nullable [] record(long at) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD);
        if (!filled(head, at)) {
            return null;
        }
        int length = head.getInt(0);
        if (length <= 0 || at + HEAD + length > channel.size()) {
            return null;
        }
        ByteBuffer body = ByteBuffer.allocate(length);
        return filled(body, at + HEAD) && checksum(body.array()) == head.getInt(Integer.BYTES) ? body.array() : null;
    }

    private boolean filled(ByteBuffer buffer, long at) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                return false;
            }
        }
        return true;
    }

    private static int checksum(byte[] record) {
        var crc = new CRC32C();
        crc.update(record);
        return (int) crc.getValue();
    }

    /** Returns where it can be read again. */
    long taken(Posting posting, long dueMillis) {
        return append(out -> {
            out.writeByte(TAKEN);
            out.writeLong(dueMillis);
            out.writeUTF(posting.id());
            out.writeUTF(posting.vendor().slug());
            out.writeInt(posting.events().size());
            blob(out, posting.document());
            for (Posting.Event event : posting.events()) {
                out.writeUTF(event.url());
                out.writeUTF(event.secretHeader());
                out.writeUTF(event.secret());
                blob(out, event.body());
            }
        });
    }

    void done(long at, int event) {
        append(out -> {
            out.writeByte(DONE);
            out.writeLong(at);
            out.writeInt(event);
        });
    }

    Posting read(long at) {
        try {
            byte[] record = record(at);
            if (record == null) {
                throw new IOException("no record at " + at);
            }
            var in = new DataInputStream(new ByteArrayInputStream(record));
            in.readByte();
            in.readLong();
            String id = in.readUTF();
            Vendor vendor = Vendor.of(in.readUTF());
            int count = in.readInt();
            byte[] document = in.readNBytes(in.readInt());
            List<Posting.Event> events = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                events.add(new Posting.Event(in.readUTF(), in.readUTF(), in.readUTF(), in.readNBytes(in.readInt())));
            }
            return new Posting(id, vendor, document, events);
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox's open submissions cannot be read", e);
        }
    }

    private static void blob(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private synchronized long append(Writing writing) {
        try {
            var bytes = new ByteArrayOutputStream(1_024);
            writing.to(new DataOutputStream(bytes));
            byte[] record = bytes.toByteArray();
            ByteBuffer whole = ByteBuffer.allocate(HEAD + record.length)
                    .putInt(record.length)
                    .putInt(checksum(record))
                    .put(record)
                    .flip();
            long at = end;
            while (whole.hasRemaining()) {
                channel.write(whole, at + whole.position());
            }
            end = at + whole.limit();
            return at;
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox's open submissions cannot be kept", e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        channel.force(true);
        channel.close();
    }
}
