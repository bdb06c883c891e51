package dev.weir.providers;

import dev.weir.provider.FreeCall;
import dev.weir.provider.Operation;
import dev.weir.provider.Provider;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** A provider as its YAML file declares it. */
record DeclaredProvider(
        String slug,
        String title,
        URI baseUrl,
        List<String> secrets,
        List<Operation> operations,
        List<String> unconfirmed,
        Optional<String> off,
        Optional<FreeCall> freeCall)
        implements Provider {

    DeclaredProvider {
        secrets = List.copyOf(secrets);
        operations = List.copyOf(operations);
        unconfirmed = List.copyOf(unconfirmed);
    }
}
