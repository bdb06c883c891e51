package dev.weir.server.rest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A message in protobuf's wire format, read by the numbers of its fields, to see what a receiver would. */
final class Protobuf {

    private record Field(int number, String bytes, long value) {}

    private final List<Field> fields = new ArrayList<>();
    private final String message;
    private int at;

    /** @param message byte by byte, in ISO 8859-1 */
    Protobuf(String message) {
        this.message = message;
        while (at < message.length()) {
            long tag = varint();
            int number = (int) (tag >>> 3);
            switch ((int) (tag & 7)) {
                case 0 -> fields.add(new Field(number, "", varint()));
                case 1 -> fields.add(new Field(number, "", fixed(8)));
                case 2 -> {
                    int length = (int) varint();
                    fields.add(new Field(number, message.substring(at, at + length), 0));
                    at += length;
                }
                case 5 -> fields.add(new Field(number, "", fixed(4)));
                default -> throw new AssertionError("no protobuf at " + at);
            }
        }
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int next = message.charAt(at++);
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
    }

    private long fixed(int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) message.charAt(at++) << (8 * i);
        }
        return value;
    }

    boolean has(int number) {
        return fields.stream().anyMatch(field -> field.number() == number);
    }

    Stream<Protobuf> all(int number) {
        return fields.stream().filter(field -> field.number() == number).map(field -> new Protobuf(field.bytes()));
    }

    Protobuf one(int number) {
        return all(number).findFirst().orElseThrow();
    }

    long number(int number) {
        return fields.stream()
                .filter(field -> field.number() == number)
                .mapToLong(Field::value)
                .findFirst()
                .orElse(0);
    }

    String text(int number) {
        return new String(bytes(number), StandardCharsets.UTF_8);
    }

    String hex(int number) {
        return HexFormat.of().formatHex(bytes(number));
    }

    private byte[] bytes(int number) {
        return fields.stream()
                .filter(field -> field.number() == number)
                .map(Field::bytes)
                .findFirst()
                .orElse("")
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
