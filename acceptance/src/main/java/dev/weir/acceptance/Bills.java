package dev.weir.acceptance;

import dev.weir.sandbox.LedgerEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The sandbox's ledger, by the asking each call was made for and by the question it asked. Amounts in 1/1000. */
final class Bills {

    /** What calls of one asking, or one question, came to. */
    static final class Bill {
        private long calls;
        private long chargedCalls;
        private long charged;
        private long first;

        long calls() {
            return calls;
        }

        long chargedCalls() {
            return chargedCalls;
        }

        long charged() {
            return charged;
        }

        /** What was charged after it had been charged once. */
        long repeats() {
            return charged - first;
        }

        private void add(LedgerEntry entry) {
            calls++;
            if (entry.chargedMilli() > 0) {
                first = chargedCalls == 0 ? entry.chargedMilli() : first;
                chargedCalls++;
                charged += entry.chargedMilli();
            }
        }
    }

    private final Map<String, Bill> byAsking = new HashMap<>();
    private final Map<String, Bill> byQuestion = new HashMap<>();
    private final Map<String, List<String>> askingsOf = new HashMap<>();
    private final Bill total = new Bill();

    Bills(List<LedgerEntry> entries) {
        for (LedgerEntry entry : entries) {
            String question = entry.operation().id() + " " + entry.question();
            byAsking.computeIfAbsent(entry.requestId(), _ -> new Bill()).add(entry);
            byQuestion.computeIfAbsent(question, _ -> new Bill()).add(entry);
            askingsOf.merge(question, List.of(entry.requestId()), Bills::union);
            total.add(entry);
        }
    }

    private static List<String> union(List<String> some, List<String> one) {
        return some.containsAll(one)
                ? some
                : Stream.concat(some.stream(), one.stream()).toList();
    }

    Map<String, Bill> byAsking() {
        return byAsking;
    }

    Map<String, Bill> byQuestion() {
        return byQuestion;
    }

    /** The askings whose calls asked this question. */
    List<String> askingsOf(String question) {
        return askingsOf.getOrDefault(question, List.of());
    }

    long calls() {
        return total.calls();
    }

    long charged() {
        return total.charged();
    }

    long chargedCalls() {
        return total.chargedCalls();
    }

    long chargedRepeats() {
        return byQuestion.values().stream()
                .mapToLong(bill -> Math.max(0, bill.chargedCalls() - 1))
                .sum();
    }

    long repeatsCharged() {
        return byQuestion.values().stream().mapToLong(Bill::repeats).sum();
    }
}
