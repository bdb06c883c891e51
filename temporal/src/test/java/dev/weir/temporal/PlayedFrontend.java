package dev.weir.temporal;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.stub.StreamObserver;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.AddSearchAttributesResponse;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesResponse;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A frontend that answers as it is told to, and keeps what it was asked with. */
final class PlayedFrontend implements AutoCloseable {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    final List<String> authorizations = new CopyOnWriteArrayList<>();
    final Map<String, IndexedValueType> attributes = new ConcurrentHashMap<>();
    volatile Status ofNamespace = Status.OK;
    volatile Status ofOperator = Status.OK;
    volatile Status ofCounting = Status.OK;
    private final Server server;

    /** @param encryption null for plain text */
    PlayedFrontend(@Nullable SslContext encryption) {
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        if (encryption != null) {
            builder.sslContext(encryption);
        }
        try {
            server = builder.addService(new Workflows())
                    .addService(new Operator())
                    .intercept(new Listening())
                    .build()
                    .start();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    int port() {
        return server.getPort();
    }

    TemporalAddress address() {
        return TemporalAddress.plain("127.0.0.1:" + port(), "weir");
    }

    private static <T> void answer(StreamObserver<T> to, Status status, T answer) {
        if (status.isOk()) {
            to.onNext(answer);
            to.onCompleted();
        } else {
            to.onError(status.asRuntimeException());
        }
    }

    private final class Listening implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            String authorization = headers.get(AUTHORIZATION);
            authorizations.add(authorization == null ? "none" : authorization);
            return Contexts.interceptCall(Context.current(), call, headers, next);
        }
    }

    private final class Workflows extends WorkflowServiceGrpc.WorkflowServiceImplBase {
        /** Asked first of all, by the library. */
        @Override
        public void getSystemInfo(GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> to) {
            answer(to, Status.OK, GetSystemInfoResponse.getDefaultInstance());
        }

        @Override
        public void describeNamespace(DescribeNamespaceRequest request, StreamObserver<DescribeNamespaceResponse> to) {
            answer(to, ofNamespace, DescribeNamespaceResponse.getDefaultInstance());
        }

        @Override
        public void countWorkflowExecutions(
                CountWorkflowExecutionsRequest request, StreamObserver<CountWorkflowExecutionsResponse> to) {
            answer(to, ofCounting, CountWorkflowExecutionsResponse.getDefaultInstance());
        }
    }

    private final class Operator extends OperatorServiceGrpc.OperatorServiceImplBase {
        @Override
        public void listSearchAttributes(
                ListSearchAttributesRequest request, StreamObserver<ListSearchAttributesResponse> to) {
            answer(
                    to,
                    ofOperator,
                    ListSearchAttributesResponse.newBuilder()
                            .putAllCustomAttributes(attributes)
                            .build());
        }

        @Override
        public void addSearchAttributes(
                AddSearchAttributesRequest request, StreamObserver<AddSearchAttributesResponse> to) {
            attributes.putAll(request.getSearchAttributesMap());
            answer(to, ofOperator, AddSearchAttributesResponse.getDefaultInstance());
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
