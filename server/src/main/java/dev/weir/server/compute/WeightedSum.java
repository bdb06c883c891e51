package dev.weir.server.compute;

import dev.weir.provider.Values;
import dev.weir.server.expressions.Expression;
import dev.weir.server.waterfall.Computation;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A sum of weighted terms, and the word for it. Pure, and two that were written alike are equal.
 *
 * <p>A term that is true or false counts its weight or nothing; one that is a number counts so many times its weight. A
 * term that cannot be told counts nothing, and the workings say why.
 *
 * @param thresholds by which sums have a word; in any order
 */
public record WeightedSum(List<Term> terms, List<Threshold> thresholds) {

    public static final int MOST_TERMS = 50;

    /** One summand. */
    public record Term(String name, BigDecimal weight, Expression expression) {}

    /** From which sum on it is called so. */
    public record Threshold(String name, BigDecimal least) {}

    /** What it came to. @param workings of each term, in order */
    public record Sum(BigDecimal total, List<Computation.Working> workings) {}

    public WeightedSum {
        terms = List.copyOf(terms);
        thresholds = thresholds.stream()
                .sorted(Comparator.comparing(Threshold::least).reversed())
                .toList();
    }

    /** What it comes to where this is known; exact to three decimals. */
    public Sum on(Values known) {
        BigDecimal sum = BigDecimal.ZERO;
        List<Computation.Working> workings = new ArrayList<>();
        for (Term term : terms) {
            Expression.Outcome outcome = term.expression().on(known);
            BigDecimal times = switch (outcome.value()) {
                case Boolean holds -> holds ? BigDecimal.ONE : BigDecimal.ZERO;
                case Number number when Double.isFinite(number.doubleValue()) -> new BigDecimal(number.toString());
                case null, default -> BigDecimal.ZERO;
            };
            BigDecimal contribution = term.weight().multiply(times).setScale(3, RoundingMode.HALF_UP);
            sum = sum.add(contribution);
            workings.add(new Computation.Working(
                    term.name(), outcome.value(), term.weight(), plain(contribution), outcome.trouble()));
        }
        return new Sum(plain(sum), workings);
    }

    /** The name of the highest threshold that the sum reaches; empty where it reaches none. */
    public Optional<String> word(BigDecimal sum) {
        return thresholds.stream()
                .filter(threshold -> sum.compareTo(threshold.least()) >= 0)
                .map(Threshold::name)
                .findFirst();
    }

    /** Whether what is known of that field can make a difference. */
    public boolean reads(String field) {
        return terms.stream().anyMatch(term -> term.expression().reads(field));
    }

    /** The number without zeros behind the point, and without an exponent. */
    public static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
