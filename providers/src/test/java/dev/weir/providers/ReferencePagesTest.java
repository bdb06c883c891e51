package dev.weir.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference pages say what the declarations say. Run with {@code -Dweir.docs.write=true} to write them anew. */
class ReferencePagesTest {

    private static final Path REFERENCE = Path.of("..", "docs", "reference");

    static Stream<String> slugs() {
        return Known.PROVIDERS.all().stream().map(Provider::slug);
    }

    @ParameterizedTest
    @MethodSource("slugs")
    void theProvidersPageIsFresh(String slug) throws IOException {
        String page = ProviderPage.of(Known.PROVIDERS.find(slug).orElseThrow());
        isFresh(REFERENCE.resolve("providers").resolve(slug + ".md"), page);
    }

    @Test
    void thePageOfTheLanguageIsFresh() throws IOException {
        isFresh(REFERENCE.resolve("provider-declaration.md"), DeclarationPage.text());
    }

    @Test
    void theListOfProvidersIsFresh() throws IOException {
        isFresh(REFERENCE.resolve("providers").resolve("README.md"), ProviderList.text());
    }

    @Test
    void everyShippedProviderHasAPage() {
        assertThat(Known.PROVIDERS.all().stream().map(Provider::slug))
                .allSatisfy(slug -> assertThat(REFERENCE.resolve("providers").resolve(slug + ".md"))
                        .exists());
    }

    private static void isFresh(Path file, String text) throws IOException {
        if (Boolean.getBoolean("weir.docs.write")) {
            Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
            Files.writeString(file, text);
        }
        assertThat(file)
                .as("stale; run mvn -pl providers -am test -Dtest=ReferencePagesTest -Dweir.docs.write=true")
                .hasContent(text);
    }
}
