package dev.weir.server.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * A connected socket to a PostgreSQL server that may be anybody's. The driver believes what such a server announces: it
 * reserves memory for a message of any length, and keeps every notice and row. Here the connection ends before that.
 */
final class WarySocket extends Socket {

    /** Of one message; an error may quote a whole value. */
    private static final int LONGEST = 16 * 1024 * 1024;

    /** Of all messages that the driver keeps, over the life of a connection. */
    private static final int MOST_KEPT = 20_000;

    private static final long MOST_KEPT_BYTES = 4L * LONGEST;

    private final Socket line;
    private final InputStream answers;

    WarySocket(Socket line) throws IOException {
        this.line = line;
        this.answers = new Answers(line.getInputStream());
    }

    /** Counts along as messages come in: a letter, a length that counts itself, and so much. */
    private static final class Answers extends FilterInputStream {
        private final byte[] head = new byte[5];
        private int headBytes;
        private long left;
        private int kept;
        private long keptBytes;

        Answers(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = in.read();
            if (one >= 0) {
                passed((byte) one);
            }
            return one;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int count = in.read(to, offset, length);
            for (int i = 0; i < count; ) {
                if (left > 0) {
                    int skipped = (int) Math.min(left, count - i);
                    left -= skipped;
                    i += skipped;
                } else {
                    passed(to[offset + i]);
                    i++;
                }
            }
            return count;
        }

        @Override
        public long skip(long bytes) throws IOException {
            byte[] passedOver = new byte[(int) Math.min(Math.max(0, bytes), 8_192)];
            return Math.max(0, read(passedOver, 0, passedOver.length));
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        private void passed(byte one) throws IOException {
            if (left > 0) {
                left--;
                return;
            }
            head[headBytes++] = one;
            if (headBytes == head.length) {
                headBytes = 0;
                begin(
                        (char) head[0],
                        (head[1] & 0xff) << 24 | (head[2] & 0xff) << 16 | (head[3] & 0xff) << 8 | head[4] & 0xff);
            }
        }

        private void begin(char letter, int length) throws IOException {
            if (length < 4 || length > LONGEST) {
                throw new IOException("the server announces a message of " + length + " bytes");
            }
            left = length - 4L;
            // Errors, notices, notifications, settings and rows.
            if ("ENASD".indexOf(letter) >= 0) {
                kept++;
                keptBytes += length;
                if (kept > MOST_KEPT || keptBytes > MOST_KEPT_BYTES) {
                    throw new IOException("the server says more than anybody asked it");
                }
            }
        }
    }

    @Override
    public InputStream getInputStream() {
        return answers;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return line.getOutputStream();
    }

    @Override
    public void close() throws IOException {
        line.close();
    }

    @Override
    public boolean isClosed() {
        return line.isClosed();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        line.setSoTimeout(millis);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return line.getSoTimeout();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        line.setTcpNoDelay(on);
    }

    @Override
    public boolean getTcpNoDelay() throws SocketException {
        return line.getTcpNoDelay();
    }

    @Override
    public void setKeepAlive(boolean on) throws SocketException {
        line.setKeepAlive(on);
    }

    @Override
    public boolean getKeepAlive() throws SocketException {
        return line.getKeepAlive();
    }

    @Override
    public void setReceiveBufferSize(int size) throws SocketException {
        line.setReceiveBufferSize(size);
    }

    @Override
    public int getReceiveBufferSize() throws SocketException {
        return line.getReceiveBufferSize();
    }

    @Override
    public void setSendBufferSize(int size) throws SocketException {
        line.setSendBufferSize(size);
    }

    @Override
    public int getSendBufferSize() throws SocketException {
        return line.getSendBufferSize();
    }

    @Override
    public InetAddress getInetAddress() {
        return line.getInetAddress();
    }

    @Override
    public int getPort() {
        return line.getPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return line.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return line.getLocalSocketAddress();
    }
}
