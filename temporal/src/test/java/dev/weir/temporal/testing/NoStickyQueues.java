package dev.weir.temporal.testing;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;

/**
 * Has no worker be asked for by name. A real server gives a workflow's next task to the worker that has it in its cache, and
 * after five seconds to any other one; the test server waits for the first for ever, also when it is dead.
 */
final class NoStickyQueues implements ServerInterceptor {

    @Override
    public <Q, A> Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            @Override
            @SuppressWarnings("unchecked") // a message is replaced by one of its own type
            public void onMessage(Q message) {
                super.onMessage(
                        message instanceof RespondWorkflowTaskCompletedRequest completed
                                ? (Q) completed.toBuilder()
                                        .clearStickyAttributes()
                                        .build()
                                : message);
            }
        };
    }
}
