package dev.weir.app.enrich;

import dev.weir.app.vendors.Keys;
import dev.weir.provider.Provider;
import dev.weir.server.catalog.Wording;
import java.util.List;
import java.util.stream.Stream;

/** The command line's words. */
final class TypedWords implements Wording {

    static final TypedWords INSTANCE = new TypedWords();

    private TypedWords() {}

    @Override
    public String name(Part part) {
        return switch (part) {
            case FIELDS -> "--fields";
            case WATERFALL -> "--waterfall";
            case VERIFY -> "--verify";
            // The demands that name a field.
            case DEMANDS -> "--min-confidence or --accept";
            case MIN_CONFIDENCE -> "--min-confidence";
            case CONDITION -> "--accept";
        };
    }

    @Override
    public String example(Part part, String value) {
        return name(part) + " " + value;
    }

    @Override
    public String pointer(Part part, String field) {
        return "";
    }

    @Override
    public String giveKey(Provider provider) {
        return "Set " + variables(provider).findFirst().orElse("its key");
    }

    @Override
    public String giveKeyOfOne(List<Provider> providers) {
        return "Set the key of one, such as "
                + providers.stream().flatMap(TypedWords::variables).findFirst().orElse("its key");
    }

    private static Stream<String> variables(Provider provider) {
        return provider.secrets().stream().map(secret -> Keys.variable(provider, secret));
    }

    @Override
    public String tryOut() {
        return "try it out with --sandbox";
    }

    @Override
    public String noUsableInput(String needed) {
        return "No column of this list gives what the providers need. They need, as columns or with"
                + " --map 'Header=field', one of: " + needed + ".";
    }
}
