package dev.weir.app.commands;

import dev.weir.server.problem.Problem;
import dev.weir.server.suppression.Handle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom it is about. */
final class SubjectOptions {

    @Option(names = "--email", paramLabel = "ADDRESS", description = "A person, by e-mail address.")
    private @Nullable String email;

    @Option(names = "--linkedin", paramLabel = "URL", description = "A person or a company, by LinkedIn URL.")
    private @Nullable String linkedin;

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "A company, with everybody there.")
    private @Nullable String domain;

    /** @throws Problem when there is none, or one cannot be read */
    List<Handle> handles() {
        List<Handle> handles = new ArrayList<>();
        read(Handle.Kind.EMAIL, "--email", email, handles);
        read(Handle.Kind.LINKEDIN, "--linkedin", linkedin, handles);
        read(Handle.Kind.DOMAIN, "--domain", domain, handles);
        if (handles.isEmpty()) {
            throw Problem.invalid("nobody_named", "Say who it is about: --email, --linkedin or --domain.");
        }
        return handles;
    }

    private static void read(Handle.Kind kind, String option, @Nullable String value, List<Handle> to) {
        if (value != null) {
            to.add(Handle.of(kind, value)
                    .orElseThrow(() -> Problem.invalid(
                            "bad_handle", "What " + option + " names is not " + kind.words() + ". Correct it.")));
        }
    }
}
