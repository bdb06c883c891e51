package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.blueprints.Applying;
import dev.weir.app.blueprints.Folder;
import dev.weir.app.blueprints.Templates;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** `weir export`: the registry as files. */
@Command(
        name = "export",
        description =
                "Writes steps and blueprints as files, or the templates that Weir brings along. Nothing in them is"
                        + " secret: keys of providers are never part of a step.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir export -f registry",
            "  weir export --templates",
            "  weir export --templates -f registry",
        })
final class ExportCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(
            names = {"-f", "--folder"},
            paramLabel = "DIR",
            description = "Where to write steps/NAME.yaml and blueprints/NAME.yaml.")
    private @Nullable Path folder;

    @Mixin
    private final RegistryOption whose = new RegistryOption();

    @Option(
            names = "--templates",
            description = "Write the templates: work e-mail verified, mobile phone, company firmographics, company"
                    + " research stored in tables (with tables/NAME.sql), subscriber enrichment. Without a folder: list"
                    + " them.")
    private boolean templates;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ExportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Path to = folder;
        if (to != null) {
            int files = registry().write(to);
            terminal.out().println(to + ": " + files + (files == 1 ? " file." : " files."));
        } else if (templates) {
            list(Templates.folder());
        } else {
            throw new ParameterException(spec.commandLine(), "Where to? Name a folder: -f DIR.");
        }
        return ExitCodes.OK;
    }

    private Folder registry() {
        if (templates) {
            return Templates.folder();
        }
        try (Opened opened = Opened.of(common, terminal)) {
            return new Applying(opened.weir(), whose.workspaceId).folder();
        }
    }

    private void list(Folder brought) {
        brought.blueprints().forEach((slug, blueprint) -> {
            terminal.out().println(slug + ": " + blueprint.title());
            Objects.requireNonNull(blueprint.steps())
                    .forEach(step -> terminal.out()
                            .println("    " + step + ": "
                                    + Objects.requireNonNull(brought.steps().get(step))
                                            .title()));
        });
        terminal.say(
                "To begin with them: weir export --templates -f registry, look at the files, weir plan -f registry,"
                        + " weir apply -f registry.");
    }
}
