package dev.weir.providers;

import java.util.List;

/** Declarations that refuse to load. Each problem names the file, the place in it, and what to do. */
public final class BadDeclarationException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    BadDeclarationException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence each, never empty. */
    public List<String> problems() {
        return problems;
    }
}
