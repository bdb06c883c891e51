package dev.weir.lists.files;

import java.io.OutputStream;
import java.nio.file.Path;

/** Somebody who reads while it is written: nothing to replace, nothing to take back. */
final class StreamTarget extends OutputTarget {

    private final OutputStream stream;

    StreamTarget(OutputStream stream) {
        super(Path.of("the list"));
        this.stream = stream;
    }

    @Override
    OutputStream stream() {
        return stream;
    }

    @Override
    void commit() {
        // What the encoder flushed has been handed over.
    }

    @Override
    public void close() {
        // It is whoever's who opened it.
    }
}
