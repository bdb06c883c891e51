package dev.weir.lists.files;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * Bytes as text, never guessing: a byte sequence that the encoding does not know, and a NUL, are refused with the line
 * they stand on. A byte order mark at the start is no part of the text.
 */
final class StrictReader extends Reader {

    private static final int BYTES = 64 * 1024;

    private final ListFile file;
    private final InputStream in;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(BYTES).flip();
    private final CharBuffer chars = CharBuffer.allocate(BYTES).flip();
    private boolean started;
    private boolean exhausted;
    private long line = 1;
    private boolean afterCr;

    /** @param file for the sentences only */
    StrictReader(ListFile file, InputStream in, Charset encoding) {
        this.file = file;
        this.in = in;
        this.decoder = encoding.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!chars.hasRemaining() && !fill()) {
            return -1;
        }
        int count = Math.min(length, chars.remaining());
        chars.get(target, offset, count);
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Decodes until there is a character to give; false at the end of the file. */
    private boolean fill() throws IOException {
        do {
            chars.clear();
            CoderResult result = decoder.decode(bytes, chars, exhausted);
            chars.flip();
            inspect();
            if (result.isError()) {
                throw malformed();
            }
            if (!chars.hasRemaining()) {
                if (exhausted) {
                    return false;
                }
                readBytes();
            }
        } while (!chars.hasRemaining());
        return true;
    }

    private void readBytes() throws IOException {
        bytes.compact();
        int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
        if (count < 0) {
            exhausted = true;
        } else {
            bytes.position(bytes.position() + count);
        }
        bytes.flip();
    }

    private void inspect() {
        if (!started && chars.hasRemaining()) {
            started = true;
            if (chars.get(chars.position()) == '\uFEFF') {
                chars.get();
            }
        }
        for (int i = chars.position(); i < chars.limit(); i++) {
            char c = chars.get(i);
            if (c == '\0') {
                throw Problem.invalid(
                        "file_nul",
                        file + ", line " + line + ": a NUL character, which no text file has. If the file is UTF-16,"
                                + " say " + file.words().saying("encoding", "UTF-16LE")
                                + " (or UTF-16BE); otherwise remove it: tr -d '\\000' < in > out");
            }
            if (c == '\r' || (c == '\n' && !afterCr)) {
                line++;
            }
            afterCr = c == '\r';
        }
    }

    private Problem malformed() {
        return Problem.invalid(
                "file_encoding",
                String.format(
                        "%s, line %d: the byte 0x%02X is not %s. Save the file as \"CSV UTF-8\", or say what it is with"
                                + " %s, such as %s.",
                        file,
                        line,
                        bytes.get(bytes.position()),
                        decoder.charset().name(),
                        file.words().name("encoding"),
                        file.words().saying("encoding", "windows-1252")));
    }
}
