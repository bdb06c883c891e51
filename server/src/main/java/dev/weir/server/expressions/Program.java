package dev.weir.server.expressions;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelErrorCode;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelUnknownSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An expression that can be evaluated, as often as one likes and on any thread. */
final class Program {

    private static final Pattern MISSING =
            Pattern.compile(".*?<input>:(\\d+): key '(.*)' is not present in map.*", Pattern.DOTALL);
    private static final Pattern PLACE = Pattern.compile(".*?<input>:(\\d+):.*", Pattern.DOTALL);

    /**
     * What came of evaluating it.
     *
     * @param value null when there is none
     * @param trouble why there is none, a clause that names fields and never values; null when there is one
     * @param lacking whether that is for want of something that is not known
     */
    record Outcome(@Nullable Object value, @Nullable String trouble, boolean lacking) {}

    private static final String TOO_MANY_STEPS = "it takes too many steps for this row";
    private static final Outcome TOO_COSTLY = new Outcome(null, TOO_MANY_STEPS, false);

    private final String text;
    private final CelAbstractSyntaxTree tree;
    private final CelRuntime.Program program;
    private final Set<String> paths = new HashSet<>();

    Program(String text, CelAbstractSyntaxTree tree, CelRuntime.Program program) {
        this.text = text;
        this.tree = tree;
        this.program = program;
        Set<Long> inner = new HashSet<>();
        List<CelExpr> all = new ArrayList<>();
        CelNavigableAst.fromAst(tree).getRoot().allNodes().forEach(node -> all.add(node.expr()));
        all.stream()
                .filter(expr -> expr.getKind() == CelExpr.ExprKind.Kind.SELECT)
                .filter(expr -> Mistakes.path(expr).isPresent())
                .forEach(expr -> inner.add(expr.select().operand().id()));
        all.stream()
                .filter(expr -> !inner.contains(expr.id()))
                .forEach(expr -> Mistakes.path(expr).ifPresent(paths::add));
    }

    String text() {
        return text;
    }

    /** Whether what a row knows of that field can make a difference to what comes of it. */
    boolean reads(String field) {
        return paths.stream().anyMatch(path -> concerns(path, field));
    }

    /** {@code row} is about all fields, {@code row.person} about all of a person, {@code person.job_title} about that. */
    private static boolean concerns(String path, String field) {
        if (path.equals(Groups.ROW)) {
            return !field.equals(Groups.EVENT) && !field.equals(SubscriberFacts.SUBSCRIBER);
        }
        String read = path.startsWith(Groups.ROW + ".") ? path.substring(Groups.ROW.length() + 1) : path;
        return field.equals(read) || field.startsWith(read + ".") || read.startsWith(field + ".");
    }

    Outcome evaluate(Map<String, Object> variables) {
        Meter meter = new Meter();
        try {
            Object value = ScopedValue.where(Meter.CURRENT, meter).call(() -> program.trace(variables, meter));
            return meter.exhausted() ? TOO_COSTLY : outcome(value, variables);
        } catch (Meter.Exhausted tooCostly) {
            return TOO_COSTLY;
        } catch (CelEvaluationException failed) {
            return new Outcome(
                    null, trouble(failed, variables), failed.getErrorCode() == CelErrorCode.ATTRIBUTE_NOT_FOUND);
        }
    }

    /** What is not known at all is told by the language as a value of its own. */
    private Outcome outcome(Object value, Map<String, Object> variables) {
        return value instanceof CelUnknownSet
                ? new Outcome(
                        null,
                        paths.stream()
                                        .filter(path -> path.indexOf('.') < 0 && !variables.containsKey(path))
                                        .sorted()
                                        .findFirst()
                                        .orElse("something it names")
                                + " is not known",
                        true)
                : new Outcome(value, null, false);
    }

    private String trouble(CelEvaluationException failed, Map<String, Object> variables) {
        String message = String.valueOf(failed.getMessage());
        Matcher missing = MISSING.matcher(message);
        if (missing.matches()) {
            String name = named(Integer.parseInt(missing.group(1)), missing.group(2));
            boolean noEvent =
                    name.startsWith(Groups.EVENT + ".") && variables.get(Groups.EVENT) instanceof Groups.Group;
            return (noEvent ? Groups.EVENT : name) + " is not known";
        }
        CelErrorCode code = failed.getErrorCode();
        String what = switch (code) {
            case DIVIDE_BY_ZERO -> "something is divided by zero";
            case INDEX_OUT_OF_BOUNDS -> "a list or text is shorter than it takes";
            case NUMERIC_OVERFLOW -> "a number is too large";
            case BAD_FORMAT -> "a text cannot be read as what it is converted to";
            case OVERLOAD_NOT_FOUND -> "a value is of another type than it takes";
            case ITERATION_BUDGET_EXCEEDED -> TOO_MANY_STEPS;
            default -> "it cannot be worked out for this row";
        };
        Matcher place = PLACE.matcher(message);
        return place.matches() ? what + " (column " + (Integer.parseInt(place.group(1)) + 1) + ")" : what;
    }

    /** The whole name of what is missing there; its last part alone where it is not written as a name. */
    private String named(int offset, String key) {
        return CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .map(node -> node.expr())
                .filter(expr -> expr.getKind() == CelExpr.ExprKind.Kind.SELECT
                        && expr.select().field().equals(key)
                        && tree.getSource().getPositionsMap().getOrDefault(expr.id(), -1) == offset)
                .findFirst()
                .flatMap(Mistakes::path)
                .orElse(key);
    }
}
