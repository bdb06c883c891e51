package dev.weir.providers;

import dev.weir.provider.FunctionProvider;
import dev.weir.provider.Operation;
import dev.weir.provider.Provider;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the list of shipped providers in the order in which they are asked. */
final class ProviderList {

    private ProviderList() {}

    static String text() {
        StringBuilder page = new StringBuilder("""
                # Providers

                Generated from the declarations; do not edit.

                A field without a `--waterfall` of its own is asked for in this order, by those that give the field and
                can be reached: for whom there is a key, or which the sandbox plays. Finders stand before those who only
                verify, and those before the web; among finders the cheaper one first, and the first three as they always
                were. Of one provider the operations that give the field are asked in the order of its page. Whoever is
                off is asked only where a waterfall names it.

                | slug | provider | operations | gives data on | off |
                |---|---|---|---|---|
                """);
        Known.PROVIDERS.all().forEach(provider -> page.append(row(provider)));
        return page.toString();
    }

    private static String row(Provider provider) {
        String operations = provider.operations().stream()
                .map(operation -> "`" + operation.spec().id().operation() + "`")
                .collect(Collectors.joining(", "));
        Set<String> subjects = new LinkedHashSet<>();
        for (Operation operation : provider.operations()) {
            operation.spec().outputs().forEach(field -> subjects.add(field.substring(0, field.indexOf('.'))));
        }
        return "| [`%1$s`](%1$s.md) | %2$s | %3$s | %4$s | %5$s |\n"
                .formatted(
                        provider.slug(),
                        provider.title(),
                        provider instanceof FunctionProvider ? "a step names them" : operations,
                        String.join(", ", subjects),
                        provider.off().isPresent() ? "yes" : "");
    }
}
