package dev.weir.server.expressions;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What can be done with texts that costs, or gives, more than the texts at hand: it is paid for before it is done. The
 * names are those of the language's standard and its common extensions.
 */
final class Texts {

    private static final int CHARACTERS_PER_UNIT = 256;
    private static final int PIECES_PER_UNIT = 4;
    private static final ListType TEXTS = ListType.create(SimpleType.STRING);

    private Texts() {}

    /** Those that the standard does not declare. */
    static ImmutableList<CelFunctionDecl> declarations() {
        return ImmutableList.of(
                CelFunctionDecl.newFunctionDeclaration(
                        "split",
                        CelOverloadDecl.newMemberOverload(
                                "string_split_string", TEXTS, SimpleType.STRING, SimpleType.STRING)),
                CelFunctionDecl.newFunctionDeclaration(
                        "join",
                        CelOverloadDecl.newMemberOverload("list_join", SimpleType.STRING, TEXTS),
                        CelOverloadDecl.newMemberOverload(
                                "list_join_string", SimpleType.STRING, TEXTS, SimpleType.STRING)),
                CelFunctionDecl.newFunctionDeclaration(
                        "replace",
                        CelOverloadDecl.newMemberOverload(
                                "string_replace_string_string",
                                SimpleType.STRING,
                                SimpleType.STRING,
                                SimpleType.STRING,
                                SimpleType.STRING)));
    }

    static ImmutableList<CelFunctionBinding> bindings() {
        return ImmutableList.of(
                CelFunctionBinding.from("matches", String.class, String.class, Patterns::matches),
                CelFunctionBinding.from("matches_string", String.class, String.class, Patterns::matches),
                CelFunctionBinding.from("contains_string", String.class, String.class, Texts::contains),
                CelFunctionBinding.from("string_split_string", String.class, String.class, Texts::split),
                CelFunctionBinding.from("list_join", List.class, list -> join(list, "")),
                CelFunctionBinding.from("list_join_string", List.class, String.class, Texts::join),
                CelFunctionBinding.from(
                        "string_replace_string_string",
                        ImmutableList.of(String.class, String.class, String.class),
                        args -> replace((String) args[0], (String) args[1], (String) args[2])));
    }

    private static boolean contains(String text, String part) {
        Meter.CURRENT.get().spend((long) text.length() * part.length() / CHARACTERS_PER_UNIT);
        return text.contains(part);
    }

    private static List<String> split(String text, String separator) {
        Meter.CURRENT.get().spend(text.length() / PIECES_PER_UNIT);
        return ImmutableList.copyOf(text.split(Pattern.quote(separator), -1));
    }

    private static String join(List<?> texts, String separator) {
        long length = (long) separator.length() * texts.size();
        for (Object text : texts) {
            length += ((String) text).length();
        }
        Meter.CURRENT.get().spend(length / PIECES_PER_UNIT);
        StringBuilder joined = new StringBuilder();
        for (Object text : texts) {
            joined.append(joined.isEmpty() ? "" : separator).append((String) text);
        }
        return joined.toString();
    }

    private static String replace(String text, String part, String by) {
        long most = part.isEmpty() ? text.length() + 1L : text.length() / part.length();
        Meter.CURRENT
                .get()
                .spend((text.length() + most * by.length()) / CHARACTERS_PER_UNIT
                        + (long) text.length() * part.length() / CHARACTERS_PER_UNIT);
        return text.replace(part, by);
    }
}
