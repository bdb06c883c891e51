package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.blueprints.Applying;
import dev.weir.app.blueprints.Folder;
import dev.weir.app.blueprints.Templates;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `weir export`: the registry as files. */
@Command(
        name = "export",
        description =
                "Writes steps and blueprints as files, or the templates that Weir brings along. Nothing in them is"
                        + " secret: keys of providers are never part of a step.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nFor example:%n",
        footer = {"  weir export -f registry", "  weir export --templates -f registry"})
final class ExportCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private final FolderOptions options = new FolderOptions();

    @Option(
            names = "--templates",
            description = "Write the templates: work e-mail verified, mobile phone, company firmographics, subscriber"
                    + " enrichment.")
    private boolean templates;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ExportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        int files = folder().write(options.folder);
        terminal.out().println(options.folder + ": " + files + (files == 1 ? " file." : " files."));
        return ExitCodes.OK;
    }

    private Folder folder() {
        if (templates) {
            return Templates.folder();
        }
        try (Opened opened = Opened.of(common, terminal)) {
            return new Applying(opened.weir(), options.workspace).folder();
        }
    }
}
