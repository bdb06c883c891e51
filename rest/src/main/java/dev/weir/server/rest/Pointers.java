package dev.weir.server.rest;

import dev.weir.server.problem.Problem;
import tools.jackson.core.JacksonException;

/** JSON Pointers (RFC 6901) to what is wrong in a body. */
final class Pointers {

    private Pointers() {}

    /** Where reading stopped; empty for the whole document. */
    static String of(JacksonException failure) {
        StringBuilder pointer = new StringBuilder();
        failure.getPath().forEach(step -> {
            String name = step.getPropertyName();
            pointer.append('/').append(name == null ? String.valueOf(step.getIndex()) : Problem.At.escaped(name));
        });
        return pointer.toString();
    }
}
