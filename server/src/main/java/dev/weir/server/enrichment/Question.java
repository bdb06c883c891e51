package dev.weir.server.enrichment;

import dev.weir.provider.Ask;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationSpec;
import dev.weir.server.egress.Access;
import org.jspecify.annotations.Nullable;

/**
 * A question on its way: what it is, under which key, and the intent that stands for it already, if one does.
 *
 * @param standing of an earlier run, which this call repeats
 */
record Question(
        Asking asking,
        Operation operation,
        Access access,
        AnswerKey key,
        Ask ask,
        IntentTable.@Nullable Stored standing) {

    OperationSpec spec() {
        return asking.spec();
    }

    int attempt() {
        return standing == null ? 1 : standing.attempt() + 1;
    }
}
