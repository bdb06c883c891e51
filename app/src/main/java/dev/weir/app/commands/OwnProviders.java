package dev.weir.app.commands;

import dev.weir.app.home.WeirHome;
import dev.weir.server.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the user's own provider declarations lie. */
final class OwnProviders {

    @Option(
            names = "--providers",
            paramLabel = "DIR",
            description = "The folder of your own provider declarations (*.yaml), in place of the folder providers of"
                    + " WEIR_HOME. Also WEIR_PROVIDERS.")
    private @Nullable Path folder;

    WeirHome home(Terminal terminal) {
        Map<String, String> environment = new HashMap<>(terminal.environment());
        if (folder != null) {
            environment.put("WEIR_PROVIDERS", folder.toString());
        }
        String named = environment.getOrDefault("WEIR_PROVIDERS", "");
        if (!named.isBlank() && !Files.isDirectory(Path.of(named))) {
            throw Problem.invalid(
                    "no_providers_folder",
                    named + " is no folder that can be read. Make it, or leave out --providers (WEIR_PROVIDERS).");
        }
        return WeirHome.of(environment);
    }
}
