package dev.weir.app.commands;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
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

    @Mixin
    final RegistryOption whose = new RegistryOption();
}
