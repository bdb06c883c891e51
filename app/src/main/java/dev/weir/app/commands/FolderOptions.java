package dev.weir.app.commands;

import dev.weir.server.registry.Registry;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which folder of steps and blueprints, and whose registry. */
final class FolderOptions {

    @Option(
            names = {"-f", "--folder"},
            required = true,
            paramLabel = "DIR",
            description = "The folder with steps/NAME.yaml and blueprints/NAME.yaml.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    Path folder;

    @Option(
            names = "--workspace",
            paramLabel = "ID",
            description = "Whose steps and blueprints. Usually everybody's, which all workspaces see.")
    long workspace = Registry.GLOBAL;
}
