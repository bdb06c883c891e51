package dev.weir.server.expressions;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import dev.weir.provider.FieldKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The language, CEL, with our fields for its types, within our bounds. */
final class Language {

    static final int LONGEST = 2_000;
    private static final int MOST_NODES = 500;
    private static final int DEEPEST = 40;
    private static final int MOST_ITERATIONS = Meter.MOST;

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(LONGEST)
            .maxParseRecursionDepth(DEEPEST)
            .maxParseErrorRecoveryLimit(3)
            .comprehensionMaxIterations(MOST_ITERATIONS)
            .enableHeterogeneousNumericComparisons(true)
            .evaluateCanonicalTypesToNativeValues(true)
            .build();

    private static final CelStringExtensions.Function[] TEXTS = {
        CelStringExtensions.Function.LOWER_ASCII,
        CelStringExtensions.Function.UPPER_ASCII,
        CelStringExtensions.Function.TRIM,
        CelStringExtensions.Function.SUBSTRING
    };

    private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .setStandardEnvironmentEnabled(false)
            .setStandardFunctions(CelStandardFunctions.newBuilder()
                    .excludeFunctions(
                            CelStandardFunctions.StandardFunction.MATCHES,
                            CelStandardFunctions.StandardFunction.CONTAINS,
                            CelStandardFunctions.StandardFunction.DYN)
                    .build())
            .addLibraries(CelExtensions.strings(TEXTS))
            .addFunctionBindings(Texts.bindings())
            .build();

    private final CelCompiler compiler;
    private final Map<String, CelType> names;

    /** @param names what an expression may name, with its type */
    Language(Map<String, CelType> names) {
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setStandardEnvironmentEnabled(false)
                // With it two rows could be compared as wholes, whose size no step shows.
                .setStandardDeclarations(CelStandardDeclarations.newBuilder()
                        .excludeFunctions(CelStandardDeclarations.StandardFunction.DYN)
                        .build())
                .setTypeProvider(Vocabulary.INSTANCE)
                .addLibraries(CelExtensions.strings(TEXTS))
                .addFunctionDeclarations(Texts.declarations());
        names.forEach(builder::addVar);
        this.compiler = builder.build();
        this.names = Map.copyOf(names);
    }

    /** What an expression may be wanted to give. */
    record Wish(List<CelType> types, String inWords) {
        static final Wish YES_OR_NO = new Wish(List.of(SimpleType.BOOL), "true or false");

        /** Values of a kind of field; where it is a decimal, whole numbers will do. */
        static Wish of(FieldKind kind) {
            CelType type = Vocabulary.type(kind);
            return kind == FieldKind.DECIMAL
                    ? new Wish(List.of(type, SimpleType.INT), "a number")
                    : new Wish(List.of(type), Mistakes.inWords(type));
        }
    }

    /**
     * @param called how its author knows it
     * @throws dev.weir.server.problem.Problem with the place of the first mistake
     */
    Program compile(String called, String text, Wish wish) {
        Mistakes mistakes = new Mistakes(called, text, names);
        if (text.isBlank()) {
            throw mistakes.at(0, "there is nothing");
        }
        if (text.codePointCount(0, text.length()) > LONGEST) {
            throw mistakes.at(0, "it has more than " + LONGEST + " characters");
        }
        CelAbstractSyntaxTree parsed = tree(compiler.parse(text), null, mistakes);
        CelAbstractSyntaxTree checked = tree(compiler.check(parsed), parsed, mistakes);
        requireBounded(checked, mistakes);
        CelType given = checked.getResultType();
        if (!wish.types().contains(given) && given.kind() != CelKind.DYN) {
            throw mistakes.at(0, "it gives " + Mistakes.inWords(given) + ", and is to give " + wish.inWords());
        }
        try {
            return new Program(text, checked, RUNTIME.createProgram(checked));
        } catch (CelEvaluationException impossible) {
            throw new IllegalStateException("a checked expression has no program", impossible);
        }
    }

    private static CelAbstractSyntaxTree tree(
            CelValidationResult result, @Nullable CelAbstractSyntaxTree parsed, Mistakes mistakes) {
        Optional<CelIssue> first = result.getErrors().stream().findFirst();
        if (first.isPresent()) {
            throw mistakes.of(first.get(), parsed);
        }
        try {
            return result.getAst();
        } catch (CelValidationException impossible) {
            throw new IllegalStateException("an expression without errors has no tree", impossible);
        }
    }

    private static void requireBounded(CelAbstractSyntaxTree tree, Mistakes mistakes) {
        int nodes = 0;
        for (CelExpr expr : (Iterable<CelExpr>)
                CelNavigableAst.fromAst(tree).getRoot().allNodes().map(node -> node.expr())::iterator) {
            int at = tree.getSource().getPositionsMap().getOrDefault(expr.id(), 0);
            if (++nodes > MOST_NODES) {
                throw mistakes.at(0, "it is too large; say less in one expression");
            }
            switch (expr.getKind()) {
                case STRUCT -> throw mistakes.at(at, "nothing but lists and pairs can be made here");
                case LIST -> requireSingle(tree, expr.list().elements(), at, mistakes);
                case MAP ->
                    requireSingle(
                            tree,
                            expr.map().entries().stream()
                                    .map(CelExpr.CelMap.Entry::value)
                                    .toList(),
                            at,
                            mistakes);
                case CALL -> {
                    requirePattern(expr.call(), at, mistakes);
                    switch (expr.call().function()) {
                        case "_==_", "_!=_", "_?_:_" ->
                            requireSingle(tree, expr.call().args(), at, mistakes);
                        case "@in" -> requireSingle(tree, expr.call().args().subList(0, 1), at, mistakes);
                        default -> {}
                    }
                }
                default -> {}
            }
        }
    }

    /** What is compared, gathered or chosen is no group of fields: how large one is, no step shows. */
    private static void requireSingle(CelAbstractSyntaxTree tree, List<CelExpr> parts, int at, Mistakes mistakes) {
        for (CelExpr part : parts) {
            CelType type = tree.getType(part.id()).orElse(SimpleType.DYN);
            if (holdsGroup(type)) {
                throw mistakes.at(
                        at, "only single values can be compared, gathered or chosen, not " + Mistakes.inWords(type));
            }
        }
    }

    /** A pattern is written out, so that it can be measured before it runs. */
    private static void requirePattern(CelExpr.CelCall call, int at, Mistakes mistakes) {
        if (!call.function().equals("matches")) {
            return;
        }
        CelExpr pattern = call.args().getLast();
        if (pattern.getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
            throw mistakes.at(at, "the pattern of matches() is written out, as a text in quotes");
        }
        try {
            Patterns.compiled(pattern.constant().stringValue());
        } catch (IllegalArgumentException wrong) {
            throw mistakes.at(at, String.valueOf(wrong.getMessage()));
        }
    }

    /** Whether comparing two of them may take any time. */
    private static boolean holdsGroup(CelType type) {
        return type instanceof StructType
                || type instanceof MapType
                || type.parameters().stream().anyMatch(Language::holdsGroup);
    }
}
