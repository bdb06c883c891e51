package dev.weir.app.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {

    private final List<String> closed = new ArrayList<>();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private void opened(String name) {
        parts.push(() -> closed.add(name));
    }

    private void openedBadly(Exception end) {
        parts.push(() -> {
            throw end;
        });
    }

    @Test
    void allEndThoughSomeFailTheLastOpenedFirst() {
        IOException second = new IOException("second");
        IllegalStateException first = new IllegalStateException("first");
        opened("lock");
        openedBadly(second);
        opened("database");
        openedBadly(first);
        assertThatThrownBy(() -> Parts.closeAll(parts)).cause().isSameAs(first).hasSuppressedException(second);
        assertThat(closed).containsExactly("database", "lock");

        Parts.closeAll(parts);
        assertThat(closed).as("each once").hasSize(2);
    }

    @Test
    void whyItDidNotStartIsNotHiddenByHowItEnds() {
        IOException end = new IOException("end");
        openedBadly(end);
        opened("lock");
        IllegalArgumentException why = new IllegalArgumentException("why");
        Parts.closeAll(parts, why);
        assertThat(closed).containsExactly("lock");
        assertThat(why.getSuppressed())
                .singleElement()
                .satisfies(one -> assertThat(one).hasCause(end));
    }
}
