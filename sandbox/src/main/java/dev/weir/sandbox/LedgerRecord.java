package dev.weir.sandbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How calls stand in the ledger's bytes. Operations, outcomes and faults are written as their
 * places in the enum: new ones go at the end, and a test holds the order, for ledgers outlive programs.
 */
sealed interface LedgerRecord {
    byte CALL = 1;
    byte UNSENT = 2;
    int NO_FAULT = 255;
    int FIXED = 1 + 8 + 8 + 1 + 1 + 1 + 1 + 2 + 4 + 4 + 2 + 2;
    int LONGEST_TEXT = 8_000;

    record Call(LedgerEntry entry) implements LedgerRecord {}

    /** A later word on a call: its answer did not leave whole. */
    record Unsent(long sequence) implements LedgerRecord {}

    static byte[] bytes(LedgerEntry entry) {
        byte[] question = text(entry.question());
        byte[] requestId = text(entry.requestId());
        FaultKind fault = entry.fault();
        return ByteBuffer.allocate(FIXED + question.length + requestId.length)
                .put(CALL)
                .putLong(entry.sequence())
                .putLong(entry.time().toEpochMilli())
                .put((byte) entry.operation().ordinal())
                .put((byte) entry.outcome().ordinal())
                .put((byte) (fault == null ? NO_FAULT : fault.ordinal()))
                .put((byte) (entry.sent() ? 1 : 0))
                .putShort((short) entry.status())
                .putInt(entry.chargedMilli())
                .putInt(entry.tryNumber())
                .putShort((short) question.length)
                .put(question)
                .putShort((short) requestId.length)
                .put(requestId)
                .array();
    }

    /** The sequence is known only when the record's place is. */
    static void number(byte[] call, long sequence) {
        ByteBuffer.wrap(call).putLong(1, sequence);
    }

    static byte[] unsent(long sequence) {
        return ByteBuffer.allocate(9).put(UNSENT).putLong(sequence).array();
    }

    static LedgerRecord read(ByteBuffer bytes) {
        byte kind = bytes.get();
        long sequence = bytes.getLong();
        if (kind == UNSENT) {
            return new Unsent(sequence);
        }
        Instant time = Instant.ofEpochMilli(bytes.getLong());
        VendorOperation operation = VendorOperation.values()[bytes.get()];
        Outcome outcome = Outcome.values()[bytes.get()];
        @Nullable FaultKind fault = fault(bytes.get() & 0xff);
        boolean sent = bytes.get() == 1;
        int status = bytes.getShort();
        int charged = bytes.getInt();
        int tryNumber = bytes.getInt();
        String question = text(bytes);
        return new Call(new LedgerEntry(
                sequence, time, operation, question, tryNumber, text(bytes), status, outcome, charged, fault, sent));
    }

    private static @Nullable FaultKind fault(int number) {
        return number == NO_FAULT ? null : FaultKind.values()[number];
    }

    private static byte[] text(String text) {
        return (text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ByteBuffer bytes) {
        byte[] text = new byte[bytes.getShort()];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
