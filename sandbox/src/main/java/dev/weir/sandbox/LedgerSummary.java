package dev.weir.sandbox;

import java.util.List;

/** The ledger in totals, one line per operation that was ever asked. */
public record LedgerSummary(List<Line> lines) {
    public LedgerSummary {
        lines = List.copyOf(lines);
    }

    /**
     * One operation's totals.
     *
     * @param calls all calls, whatever became of them
     * @param chargedCalls those that cost something
     * @param chargedMilli their sum, in 1/1000 of the vendor's credit
     * @param distinctQuestions questions that differ
     * @param chargedRepeats charged calls whose question had been charged before
     * @param askedMoreThanOnce questions with two calls or more
     */
    public record Line(
            VendorOperation operation,
            long calls,
            long chargedCalls,
            long chargedMilli,
            long distinctQuestions,
            long chargedRepeats,
            long askedMoreThanOnce) {}

    /** The line of that operation; all zero if it was never asked. */
    public Line of(VendorOperation operation) {
        return lines.stream()
                .filter(line -> line.operation() == operation)
                .findFirst()
                .orElseGet(() -> new Line(operation, 0, 0, 0, 0, 0, 0));
    }

    public long calls() {
        return lines.stream().mapToLong(Line::calls).sum();
    }

    public long chargedMilli(Vendor vendor) {
        return lines.stream()
                .filter(line -> line.operation().vendor() == vendor)
                .mapToLong(Line::chargedMilli)
                .sum();
    }

    byte[] toJson() {
        return Body.of(body -> lines.forEach(line -> body.object(
                line.operation().id(),
                part -> part.with("vendor", line.operation().vendor().slug())
                        .with("calls", line.calls())
                        .with("chargedCalls", line.chargedCalls())
                        .with("chargedMilli", line.chargedMilli())
                        .with("distinctQuestions", line.distinctQuestions())
                        .with("chargedRepeats", line.chargedRepeats())
                        .with("askedMoreThanOnce", line.askedMoreThanOnce()))));
    }
}
