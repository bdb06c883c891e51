package dev.weir.server.expressions;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.StructType;
import dev.weir.provider.Nearest;
import dev.weir.server.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with an expression and where, so that its author sees the place.
 *
 * @param called how its author knows it
 * @param names what it may name
 */
record Mistakes(String called, String text, Map<String, CelType> names) {

    private static final Pattern NO_FIELD = Pattern.compile("undefined field '(.*)'.*", Pattern.DOTALL);
    private static final Pattern NO_NAME = Pattern.compile("undeclared reference to '(.*?)'.*", Pattern.DOTALL);
    private static final Pattern NO_OVERLOAD =
            Pattern.compile("found no matching overload for '(.*?)' applied to '(.*?)'.*", Pattern.DOTALL);
    private static final Pattern SYNTAX =
            Pattern.compile("(?:mismatched|extraneous) input '(.*?)' expecting.*", Pattern.DOTALL);

    /** A text longer than that is shown in part. */
    private static final int SHOWN = 70;

    Problem of(CelIssue issue, @Nullable CelAbstractSyntaxTree parsed) {
        int offset = offset(issue);
        return at(offset, sentence(issue, parsed));
    }

    /**
     * A mistake at one place.
     *
     * @param offset in characters
     * @param what a clause
     */
    Problem at(int offset, String what) {
        int place = Math.clamp(offset, 0, text.length());
        int lineStart = text.lastIndexOf('\n', place - 1) + 1;
        int line = 1
                + (int) text.substring(0, place).chars().filter(c -> c == '\n').count();
        int column = 1 + text.codePointCount(lineStart, place);
        return new Problem(
                        Problem.Kind.INVALID,
                        "expression_invalid",
                        called + " is not understood at "
                                + (text.indexOf('\n') < 0 ? "" : "line " + line + ", ") + "column " + column + ": "
                                + what
                                + ".",
                        shown(lineStart, place))
                .with("position", Map.of("line", line, "column", column, "offset", place));
    }

    /** The line with a mark below the place. */
    private List<String> shown(int lineStart, int place) {
        int end = text.indexOf('\n', place);
        String line = text.substring(lineStart, end < 0 ? text.length() : end).replaceAll("\\p{Cntrl}", " ");
        int at = place - lineStart;
        int from = Math.max(0, Math.min(at - SHOWN / 2, line.length() - SHOWN));
        String part = line.substring(from, Math.min(line.length(), from + SHOWN));
        return line.isBlank() ? List.of() : List.of("  " + part, "  " + " ".repeat(at - from) + "^");
    }

    private int offset(CelIssue issue) {
        int offset = 0;
        for (int line = 1; line < issue.getSourceLocation().getLine(); line++) {
            offset = text.indexOf('\n', offset) + 1;
        }
        int left = Math.min(
                Math.max(0, issue.getSourceLocation().getColumn()), text.codePointCount(offset, text.length()));
        return text.offsetByCodePoints(offset, left);
    }

    private String sentence(CelIssue issue, @Nullable CelAbstractSyntaxTree parsed) {
        String message = issue.getMessage();
        Matcher field = NO_FIELD.matcher(message);
        if (field.matches()) {
            return noField(field.group(1), issue, parsed);
        }
        Matcher name = NO_NAME.matcher(message);
        if (name.matches()) {
            return "there is no '" + name.group(1) + "'; there are "
                    + String.join(", ", names.keySet().stream().sorted().toList())
                    + Nearest.question(names.keySet(), name.group(1)).replaceAll("\\?$", "");
        }
        Matcher overload = NO_OVERLOAD.matcher(message);
        if (overload.matches()) {
            return "'" + operator(overload.group(1)) + "' does not take "
                    + overload.group(2).replaceAll("[()]", "").replace(", ", " and ");
        }
        Matcher syntax = SYNTAX.matcher(message);
        if (syntax.matches()) {
            return syntax.group(1).equals("<EOF>")
                    ? "it ends too early"
                    : "'" + syntax.group(1) + "' is not expected here";
        }
        String first = message.lines()
                .findFirst()
                .orElse("")
                .replaceAll(" expecting \\{.*", "")
                .strip();
        return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    }

    private String noField(String field, CelIssue issue, @Nullable CelAbstractSyntaxTree parsed) {
        Optional<CelExpr> select = parsed == null
                ? Optional.empty()
                : CelNavigableAst.fromAst(parsed)
                        .getRoot()
                        .allNodes()
                        .map(node -> node.expr())
                        .filter(expr -> expr.id() == issue.getExprId()
                                || (expr.getKind() == CelExpr.ExprKind.Kind.SELECT
                                        && expr.select().field().equals(field)))
                        .filter(expr -> expr.getKind() == CelExpr.ExprKind.Kind.SELECT)
                        .findFirst();
        String path = select.flatMap(expr -> path(expr.select().operand())).orElse("");
        CelType group = names.containsKey(path) ? names.get(path) : group(path).orElse(null);
        String question = group instanceof StructType struct
                ? Nearest.question(struct.fieldNames(), field)
                        .replaceAll("^ Did you mean (.*)\\?$", "; did you mean $1")
                : "";
        return "there is no " + (path.isEmpty() ? "" : path + ".") + field + question;
    }

    /** The type of a group of fields, by its own name or behind what holds it. */
    private static Optional<CelType> group(String path) {
        Optional<CelType> own = Vocabulary.INSTANCE.group(path);
        return own.isPresent() ? own : Vocabulary.INSTANCE.group(path.substring(path.indexOf('.') + 1));
    }

    /** The dotted name that an expression is; empty when it is none. */
    static Optional<String> path(CelExpr expr) {
        return switch (expr.getKind()) {
            case IDENT -> Optional.of(expr.ident().name());
            case SELECT ->
                path(expr.select().operand())
                        .map(group -> group + "." + expr.select().field());
            default -> Optional.empty();
        };
    }

    /** {@code _>_} as it is written. */
    static String operator(String function) {
        return switch (function) {
            case "_?_:_" -> "? :";
            case "_[_]" -> "[ ]";
            case "@in" -> "in";
            default -> function.replace("_", "").replace("@", "");
        };
    }

    static String inWords(CelType type) {
        return switch (type) {
            case ListType list when list.hasElemType() -> "a list of " + inWords(list.elemType());
            default -> type.name();
        };
    }
}
