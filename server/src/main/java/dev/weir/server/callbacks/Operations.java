package dev.weir.server.callbacks;

import dev.weir.provider.LateOperation;
import dev.weir.server.catalog.Catalog;
import java.util.Optional;

/** Finds the operations that answer later. */
final class Operations {

    private Operations() {}

    static Optional<LateOperation> find(Catalog catalog, String provider, String operation) {
        return catalog.find(provider)
                .flatMap(found -> found.operation(operation))
                .filter(LateOperation.class::isInstance)
                .map(LateOperation.class::cast);
    }
}
