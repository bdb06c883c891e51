package dev.weir.temporal;

import dev.weir.temporal.workflow.Attributes;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc.OperatorServiceBlockingStub;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out whether a namespace has the attributes that workflows are found by, and gives them to it if it may. */
final class SearchAttributes {

    private static final Logger LOG = LoggerFactory.getLogger(SearchAttributes.class);

    private static final Duration ANSWER = Duration.ofSeconds(5);
    /** A frontend may take a while until it knows of new ones. */
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private static final Duration AFTER_REFUSAL = Duration.ofMinutes(10);

    private static final Map<String, IndexedValueType> WANTED = Map.of(
            Attributes.WORKSPACE.getName(), IndexedValueType.INDEXED_VALUE_TYPE_INT,
            Attributes.JOB.getName(), IndexedValueType.INDEXED_VALUE_TYPE_INT,
            Attributes.STATUS.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);

    private final WorkflowServiceStubs stubs;
    private final String namespace;
    private final @Nullable String apiKey;
    private final Duration again;
    private final ReentrantLock lock = new ReentrantLock();
    private Duration rest;
    private volatile boolean usable;
    private volatile long nextNanos = System.nanoTime();
    private boolean said;

    SearchAttributes(WorkflowServiceStubs stubs, String namespace, @Nullable String apiKey) {
        this(stubs, namespace, apiKey, AGAIN);
    }

    SearchAttributes(WorkflowServiceStubs stubs, String namespace, @Nullable String apiKey, Duration again) {
        this.stubs = stubs;
        this.namespace = namespace;
        this.apiKey = apiKey;
        this.again = again;
        this.rest = again;
    }

    boolean usable() {
        if (!usable && System.nanoTime() - nextNanos >= 0 && lock.tryLock()) {
            try {
                nextNanos = System.nanoTime() + look().toNanos();
            } finally {
                lock.unlock();
            }
        }
        return usable;
    }

    /** Has the next one who asks look again: a namespace that was made anew may have lost them. */
    void forget() {
        nextNanos = System.nanoTime();
        usable = false;
    }

    /** @return after what time to look again, if need be */
    Duration look() {
        try {
            Map<String, IndexedValueType> missing = missing();
            if (!missing.isEmpty()) {
                var _ = operator()
                        .addSearchAttributes(AddSearchAttributesRequest.newBuilder()
                                .setNamespace(namespace)
                                .putAllSearchAttributes(missing)
                                .build());
                return again;
            }
            usable = counted() != Counted.REFUSED;
            rest = again;
            return again;
        } catch (StatusRuntimeException refusal) {
            return restAfter(refusal.getStatus().getCode());
        }
    }

    private Duration restAfter(Status.Code refusal) {
        if (refusal == Status.Code.PERMISSION_DENIED && counted() == Counted.TAKEN) {
            // Who may not list them may have been given them all the same.
            usable = true;
            return again;
        }
        if (refusal == Status.Code.RESOURCE_EXHAUSTED) {
            Duration longer = rest.multipliedBy(2);
            rest = longer.compareTo(AFTER_REFUSAL) < 0 ? longer : AFTER_REFUSAL;
            if (rest.equals(AFTER_REFUSAL)) {
                say(refusal.name());
            }
            return rest;
        }
        if (TemporalConnection.isOutage(refusal)) {
            return again;
        }
        say(refusal.name());
        return AFTER_REFUSAL;
    }

    private Map<String, IndexedValueType> missing() {
        Map<String, IndexedValueType> there = operator()
                .listSearchAttributes(ListSearchAttributesRequest.newBuilder()
                        .setNamespace(namespace)
                        .build())
                .getCustomAttributesMap();
        Map<String, IndexedValueType> missing = new TreeMap<>();
        WANTED.forEach((name, type) -> {
            IndexedValueType present = there.get(name);
            if (present == null) {
                missing.put(name, type);
            } else if (present != type) {
                throw Status.FAILED_PRECONDITION
                        .withDescription(name + " is of another type")
                        .asRuntimeException();
            }
        });
        return missing;
    }

    /** What a frontend does with a query by them: what was added is known to it a little later. */
    private enum Counted {
        TAKEN,
        /** A server that counts nothing, as the one for tests, knows what it lists. */
        NEVER_TAKEN,
        REFUSED
    }

    private Counted counted() {
        try {
            var _ = stubs.blockingStub()
                    .withDeadlineAfter(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                    .countWorkflowExecutions(CountWorkflowExecutionsRequest.newBuilder()
                            .setNamespace(namespace)
                            .setQuery(Attributes.JOB.getName() + " = 0 AND " + Attributes.WORKSPACE.getName()
                                    + " = 0 AND " + Attributes.STATUS.getName() + " = 'none'")
                            .build());
            return Counted.TAKEN;
        } catch (StatusRuntimeException failure) {
            return failure.getStatus().getCode() == Status.Code.UNIMPLEMENTED ? Counted.NEVER_TAKEN : Counted.REFUSED;
        }
    }

    private OperatorServiceBlockingStub operator() {
        OperatorServiceStubsOptions.Builder options =
                OperatorServiceStubsOptions.newBuilder().setChannel(stubs.getRawChannel());
        if (apiKey != null) {
            options.addApiKey(() -> apiKey);
        }
        return OperatorServiceStubs.newServiceStubs(options.validateAndBuildWithDefaults())
                .blockingStub()
                .withDeadlineAfter(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void say(String why) {
        if (!said) {
            said = true;
            LOG.info(
                    "Temporal does not give namespace {} the search attributes {} ({}): workflows are found there by"
                            + " their ids alone.",
                    namespace,
                    new TreeMap<>(WANTED).keySet(),
                    why);
        }
    }
}
