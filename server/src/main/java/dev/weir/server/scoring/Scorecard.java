package dev.weir.server.scoring;

import dev.weir.provider.FieldKind;
import dev.weir.provider.Values;
import dev.weir.server.compute.WeightedSum;
import dev.weir.server.expressions.Expression;
import dev.weir.server.expressions.Expressions;
import dev.weir.server.problem.Mistakes;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Computation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A model that can be worked out: pure, and bounded in what it takes. */
final class Scorecard {

    private static final int LONGEST_NAME = 100;
    private static final int MOST_TIERS = 20;

    /** So that every sum can be kept: {@code numeric(12, 3)}. */
    private static final BigDecimal LIMIT = new BigDecimal("999999999.999");

    private static final BigDecimal MOST_POINTS = BigDecimal.valueOf(1_000_000);
    private static final int MOST_DECIMALS = 9;

    private final WeightedSum sum;
    private final BigDecimal least;
    private final BigDecimal most;

    private Scorecard(WeightedSum sum, BigDecimal least, BigDecimal most) {
        this.sum = sum;
        this.least = least;
        this.most = most;
    }

    /** @throws Problem {@code bad_icp_model}, with all that is wrong */
    static Scorecard of(IcpModel model) {
        return of(model, "");
    }

    /** The same. @param below where in what was sent the model stands */
    static Scorecard of(IcpModel model, String below) {
        Reading reading = new Reading(below);
        Scorecard card = reading.read(model);
        reading.mistakes.orThrow("bad_icp_model", "Nobody can be scored by that");
        return card;
    }

    /** All that is wrong with it. */
    static List<Problem.At> mistakes(IcpModel model) {
        Reading reading = new Reading("");
        reading.read(model);
        return reading.mistakes.places();
    }

    /** What somebody is worth of whom this is known. */
    Worth worth(Values known) {
        WeightedSum.Sum came = sum.on(known);
        BigDecimal points = came.total().min(most).max(least);
        BigDecimal beyond = points.subtract(came.total());
        Worth.Bound bound = beyond.signum() == 0
                ? null
                : new Worth.Bound(beyond.signum() < 0 ? "most" : "least", WeightedSum.plain(beyond));
        List<Worth.Share> shares = new ArrayList<>();
        for (Computation.Working term : came.workings()) {
            BigDecimal contribution = term.contribution();
            shares.add(
                    new Worth.Share(term.what(), contribution == null ? BigDecimal.ZERO : contribution, term.note()));
        }
        return new Worth(points, sum.word(points).orElse(null), new Worth.Working(shares, bound));
    }

    /** A model being looked at. */
    private static final class Reading {
        private final Mistakes mistakes = new Mistakes();
        private final String below;

        Reading(String below) {
            this.below = below;
        }

        private void note(String pointer, String what) {
            mistakes.note(below + pointer, what);
        }

        Scorecard read(IcpModel model) {
            List<WeightedSum.Term> terms = criteria(model.criteria() == null ? List.of() : model.criteria());
            List<WeightedSum.Threshold> tiers = tiers(model.tiers() == null ? Map.of() : model.tiers());
            BigDecimal least = bound("/least", model.least(), LIMIT.negate());
            BigDecimal most = bound("/most", model.most(), LIMIT);
            if (least.compareTo(most) >= 0) {
                note("/most", "is to be more than least");
            }
            return new Scorecard(new WeightedSum(terms, tiers), least, most);
        }

        private List<WeightedSum.Term> criteria(List<IcpModel.@Nullable Criterion> written) {
            if (written.isEmpty() || written.size() > WeightedSum.MOST_TERMS) {
                note(
                        "/criteria",
                        "is a list of 1 to " + WeightedSum.MOST_TERMS
                                + " criteria, each with name, points and when or value");
                return List.of();
            }
            List<WeightedSum.Term> terms = new ArrayList<>();
            Set<String> names = new HashSet<>();
            for (int i = 0; i < written.size(); i++) {
                String pointer = "/criteria/" + i;
                IcpModel.Criterion criterion = written.get(i);
                if (criterion == null) {
                    note(pointer, "is null; leave it out");
                    continue;
                }
                String name = name(pointer + "/name", criterion.name());
                if (!names.add(name)) {
                    note(pointer + "/name", "is the name of another criterion");
                }
                BigDecimal points = points(pointer + "/points", criterion.points());
                Expression expression = expression(pointer, criterion);
                if (expression != null) {
                    terms.add(new WeightedSum.Term(name, points, expression));
                }
            }
            return terms;
        }

        private @Nullable Expression expression(String pointer, IcpModel.Criterion criterion) {
            String when = criterion.when();
            String value = criterion.value();
            if (when != null && value == null) {
                return mistakes.unless(below + pointer + "/when", () -> about(FieldKind.BOOLEAN, when));
            }
            if (value != null && when == null) {
                return mistakes.unless(below + pointer + "/value", () -> about(FieldKind.DECIMAL, value));
            }
            note(pointer, "has either when, which is true or false, or value, which is a number");
            return null;
        }

        private static Expression about(FieldKind kind, String text) {
            return Expressions.formula(Expressions.About.SUBSCRIBERS, "The criterion", kind, text);
        }

        private List<WeightedSum.Threshold> tiers(Map<String, @Nullable BigDecimal> written) {
            if (written.size() > MOST_TIERS) {
                note("/tiers", "are at most " + MOST_TIERS);
            }
            List<WeightedSum.Threshold> tiers = new ArrayList<>();
            Map<BigDecimal, String> byLeast = new HashMap<>();
            written.forEach((tier, from) -> {
                String pointer = "/tiers/" + Problem.At.escaped(tier);
                name(pointer, tier);
                BigDecimal least = bound(pointer, from, null);
                String other = byLeast.putIfAbsent(least, tier);
                if (from != null && other != null) {
                    note(pointer, "begins where '" + other + "' does");
                }
                tiers.add(new WeightedSum.Threshold(tier, least));
            });
            return tiers;
        }

        private String name(String pointer, @Nullable String name) {
            if (name == null
                    || name.isBlank()
                    || name.length() > LONGEST_NAME
                    || name.chars().anyMatch(Character::isISOControl)) {
                note(pointer, "has a name of 1 to " + LONGEST_NAME + " characters, all of them printable");
            }
            return String.valueOf(name);
        }

        private BigDecimal points(String pointer, @Nullable BigDecimal points) {
            if (points == null
                    || points.signum() == 0
                    || points.abs().compareTo(MOST_POINTS) > 0
                    || points.scale() > MOST_DECIMALS) {
                note(
                        pointer,
                        "is a number from -" + MOST_POINTS + " to " + MOST_POINTS + ", not 0, with at most "
                                + MOST_DECIMALS + " decimals");
                return BigDecimal.ZERO;
            }
            return points;
        }

        /** @param otherwise where none is written; null where one has to be */
        private BigDecimal bound(String pointer, @Nullable BigDecimal written, @Nullable BigDecimal otherwise) {
            if (written == null && otherwise != null) {
                return otherwise;
            }
            if (written == null || written.abs().compareTo(LIMIT) > 0 || written.scale() > 3) {
                note(pointer, "is a number of points, with at most 3 decimals");
                return BigDecimal.ZERO;
            }
            return written;
        }
    }
}
