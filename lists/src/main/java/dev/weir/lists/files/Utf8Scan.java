package dev.weir.lists.files;

/**
 * Counts, byte by byte, what in a file is UTF-8 and what cannot be (RFC 3629), and which bytes above 0x7F occur at all.
 *
 * <p>Text in an old eight-bit encoding hardly ever forms valid sequences of several bytes, and UTF-8 hardly ever anything
 * else; so the two counts tell the encodings apart, and a damaged file from either.
 */
final class Utf8Scan {

    /** Bytes that Windows-1252 leaves undefined. */
    private static final String UNDEFINED = "\u0081\u008D\u008F\u0090\u009D";

    private int awaited;

    /** Begins the sequence whose other bytes are awaited; it is the one that is wrong where they do not come. */
    private int first;

    private int lowest;
    private int highest;
    private long line = 1;
    private boolean afterCr;

    /** Sequences of several bytes that are UTF-8. */
    private long sequences;

    private long invalid;
    private long invalidLine;
    private int invalidByte;
    private boolean control;
    private long undefinedLine;
    private int undefinedByte;

    void take(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            int b = bytes[i] & 0xFF;
            if (b < 0x80) {
                if (awaited > 0) {
                    refuse(first);
                }
                if (b == '\r' || (b == '\n' && !afterCr)) {
                    line++;
                }
                afterCr = b == '\r';
            } else {
                afterCr = false;
                take(b);
            }
        }
    }

    private void take(int b) {
        if (b < 0xA0) {
            control = true;
            if (undefinedLine == 0 && UNDEFINED.indexOf(b) >= 0) {
                undefinedLine = line;
                undefinedByte = b;
            }
        }
        if (awaited == 0) {
            begin(b);
        } else if (b < lowest || b > highest) {
            // One that no UTF-8 has anywhere is itself what is wrong.
            refuse(b > 0xF4 ? b : first);
            begin(b);
        } else {
            lowest = 0x80;
            highest = 0xBF;
            if (--awaited == 0) {
                sequences++;
            }
        }
    }

    /** The second byte's bounds keep out overlong forms, surrogates and what is above U+10FFFF. */
    private void begin(int b) {
        first = b;
        if (b >= 0xC2 && b <= 0xDF) {
            awaited = 1;
        } else if (b >= 0xE0 && b <= 0xEF) {
            awaited = 2;
        } else if (b >= 0xF0 && b <= 0xF4) {
            awaited = 3;
        } else {
            refuse(b);
            return;
        }
        lowest = b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : 0x80;
        highest = b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : 0xBF;
    }

    private void refuse(int b) {
        awaited = 0;
        if (invalid++ == 0) {
            invalidLine = line;
            invalidByte = b;
        }
    }

    boolean isUtf8() {
        return invalid == 0 && awaited == 0;
    }

    /** The file ends within a character and is UTF-8 up to there. */
    boolean isCut() {
        return invalid == 0 && awaited > 0;
    }

    /** Both occur, and neither is an accident. */
    boolean isMixed() {
        return sequences * 10 > invalid;
    }

    /** Whether bytes occur that are letters and marks in Windows-1252 and control characters in ISO 8859-1. */
    boolean hasControl() {
        return control;
    }

    /** Where a byte stands that Windows-1252 does not know; 0 for nowhere. */
    long undefinedLine() {
        return undefinedLine;
    }

    int undefinedByte() {
        return undefinedByte;
    }

    /** Where the first byte stands that begins nothing in UTF-8. */
    long invalidLine() {
        return invalid == 0 ? line : invalidLine;
    }

    int invalidByte() {
        return invalidByte;
    }
}
