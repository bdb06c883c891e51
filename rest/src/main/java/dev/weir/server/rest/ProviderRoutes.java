package dev.weir.server.rest;

import dev.weir.provider.Provider;
import dev.weir.server.Weir;
import dev.weir.server.egress.CredentialState;
import dev.weir.server.workspace.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
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
    private final Breakers breakers;

    ProviderRoutes(Weir weir, Breakers breakers) {
        this.weir = weir;
        this.breakers = breakers;
    }

    @GetMapping
    @Needs(anyKey = true)
    @Operation(summary = "The providers there are, in default order: a field without a waterfall is asked for in it")
    Answer<List<ProviderView>> list(
            @Parameter(description = "Only those that give this field") @RequestParam @Nullable String field,
            Caller caller) {
        if (field != null) {
            weir.catalog().requireField(field);
        }
        List<CredentialState> states = breakers.all();
        return Answer.of((field == null
                        ? weir.catalog().providers()
                        : weir.catalog().giving(field))
                .stream().map(provider -> view(provider, caller, states)).toList());
    }

    @GetMapping("/{slug}")
    @Needs(anyKey = true)
    @Operation(summary = "One provider: its operations, what they take, give and cost, and how its breaker stands")
    Answer<ProviderView> show(@PathVariable String slug, Caller caller) {
        return Answer.of(view(weir.catalog().get(slug), caller, breakers.all()));
    }

    private ProviderView view(Provider provider, Caller caller, List<CredentialState> states) {
        return ProviderView.of(
                provider,
                caller instanceof Caller.Key key
                        ? breakers.of(key.workspace().id(), provider.slug(), states)
                                .orElse(null)
                        : null);
    }
}
