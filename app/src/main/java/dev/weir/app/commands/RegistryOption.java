package dev.weir.app.commands;

import dev.weir.server.registry.Registry;
import picocli.CommandLine.Option;

/** Whose registry a command is about. */
final class RegistryOption {

    @Option(
            names = "--workspace",
            paramLabel = "ID",
            description = "Whose steps and blueprints. Usually everybody's, which all workspaces see.")
    long workspaceId = Registry.GLOBAL;
}
