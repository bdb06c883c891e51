package dev.weir.temporal.testing;

import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import org.jspecify.annotations.Nullable;

/** A workflow that ends with what it is told. */
@WorkflowInterface
public interface Echo {

    String QUEUE = "echoes";

    @WorkflowMethod
    String echo();

    @SignalMethod
    void say(String word);

    /** Waits to be told. */
    final class Impl implements Echo {
        private @Nullable String word;

        @Override
        public String echo() {
            Workflow.await(() -> word != null);
            return String.valueOf(word);
        }

        @Override
        public void say(String said) {
            word = said;
        }
    }
}
