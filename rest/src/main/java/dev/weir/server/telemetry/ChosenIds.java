package dev.weir.server.telemetry;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;

/** Random numbers for spans, but for those of jobs, which every server derives alike. */
final class ChosenIds implements IdGenerator {

    private static final ScopedValue<JobIds> CHOSEN = ScopedValue.newInstance();

    private final IdGenerator random = IdGenerator.random();

    /** What is begun there without a parent gets those numbers. */
    static <T> T with(JobIds ids, Supplier<T> begun) {
        return ScopedValue.where(CHOSEN, ids).call(begun::get);
    }

    @Override
    public String generateTraceId() {
        return CHOSEN.isBound() ? CHOSEN.get().trace() : random.generateTraceId();
    }

    @Override
    public String generateSpanId() {
        return CHOSEN.isBound() ? CHOSEN.get().span() : random.generateSpanId();
    }
}
