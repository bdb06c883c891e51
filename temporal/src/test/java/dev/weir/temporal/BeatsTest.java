package dev.weir.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.temporal.Beats.Wish;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityNotExistsException;
import io.temporal.client.ActivityWorkerShutdownException;
import io.temporal.failure.TimeoutFailure;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BeatsTest {

    private final AtomicInteger heard = new AtomicInteger();

    private Beats answered(Duration every, RuntimeException answer) {
        ActivityExecutionContext context = (ActivityExecutionContext) Proxy.newProxyInstance(
                BeatsTest.class.getClassLoader(), new Class<?>[] {ActivityExecutionContext.class}, (_, method, _) -> {
                    assertThat(method.getName()).isEqualTo("heartbeat");
                    heard.incrementAndGet();
                    throw answer;
                });
        return new Beats(context, every);
    }

    @Test
    void aCancellationIsAWishToStop() {
        Beats beats = answered(Duration.ZERO, new ActivityCanceledException());
        assertThat(beats.beat()).isEqualTo(Wish.STOP);
        assertThat(beats.beat()).isEqualTo(Wish.STOP);
        assertThat(heard).hasValue(1);
        assertThat(beats.isUnheard()).isFalse();
    }

    @Test
    void whileTemporalDoesNotAnswerARunGoesOnAndIsToldOf() {
        Beats beats = answered(Duration.ZERO, new StatusRuntimeException(Status.UNAVAILABLE));
        assertThat(beats.beat()).isEqualTo(Wish.GO_ON);
        assertThat(beats.beat()).isEqualTo(Wish.GO_ON);
        assertThat(heard).hasValue(2);
        assertThat(beats.isUnheard()).isFalse();
    }

    static Stream<RuntimeException> whenNobodyWaits() {
        return Stream.of(
                // What the library says when Temporal has not answered for as long as a heartbeat may take.
                new ActivityCanceledException(
                        null, new TimeoutFailure("no answer", null, TimeoutType.TIMEOUT_TYPE_HEARTBEAT)),
                new ActivityNotExistsException(new StatusRuntimeException(Status.NOT_FOUND)),
                new ActivityWorkerShutdownException());
    }

    @ParameterizedTest
    @MethodSource("whenNobodyWaits")
    void aRunThatNobodyWaitsForGoesOnUntold(RuntimeException answer) {
        Beats beats = answered(Duration.ZERO, answer);
        assertThat(beats.beat()).isEqualTo(Wish.GO_ON);
        assertThat(beats.beat()).isEqualTo(Wish.GO_ON);
        assertThat(heard).hasValue(1);
        assertThat(beats.isUnheard()).isTrue();
    }

    @Test
    void heartbeatsKeepTheirDistance() {
        Beats beats = answered(Duration.ofHours(1), new ActivityCanceledException());
        assertThat(beats.beat()).isEqualTo(Wish.GO_ON);
        assertThat(heard).hasValue(0);
    }
}
