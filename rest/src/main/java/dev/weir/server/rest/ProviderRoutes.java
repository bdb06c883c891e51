package dev.weir.server.rest;

import dev.weir.provider.Provider;
import dev.weir.server.Weir;
import dev.weir.server.problem.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Whom one can ask, and what they give and cost. */
@RestController
@RequestMapping("/api/v1/providers")
@Tag(name = "Providers")
class ProviderRoutes {

    private final Weir weir;

    ProviderRoutes(Weir weir) {
        this.weir = weir;
    }

    /** A provider in a list. */
    record ProviderSummary(String slug, List<String> fields) {}

    @GetMapping
    @Operation(summary = "The providers, those that give a field when one is named")
    @Needs(anyKey = true)
    Answer<List<ProviderSummary>> list(@RequestParam @Nullable String field) {
        if (field != null) {
            weir.catalog().requireField(field);
        }
        List<Provider> providers =
                field == null ? weir.catalog().providers() : weir.catalog().giving(field);
        return Answer.of(providers.stream().map(ProviderRoutes::summary).toList());
    }

    @GetMapping("/{slug}")
    @Operation(summary = "A provider")
    @Needs(anyKey = true)
    Answer<ProviderSummary> show(@PathVariable String slug) {
        return Answer.of(weir.catalog()
                .find(slug)
                .map(ProviderRoutes::summary)
                .orElseThrow(() -> Problem.notFound("unknown_provider", "There is no provider '" + slug + "'.")));
    }

    private static ProviderSummary summary(Provider provider) {
        return new ProviderSummary(
                provider.slug(),
                provider.operations().stream()
                        .flatMap(operation -> operation.spec().outputs().stream())
                        .distinct()
                        .sorted()
                        .toList());
    }
}
