package dev.weir.app.commands;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** `weir` alone: says what there is. */
@Command(
        name = "weir",
        description = "Enriches lists of people and companies through a waterfall of data providers.",
        mixinStandardHelpOptions = true,
        versionProvider = WeirCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir enrich leads.csv --fields person.work_email,company.industry",
            "  weir enrich --help",
            "  weir completion bash",
        },
        subcommands = {
            EnrichCommand.class,
            ServeCommand.class,
            WorkerCommand.class,
            InitCommand.class,
            DoubtsCommand.class,
            JobCommand.class,
            StatsCommand.class,
            AudienceCommand.class,
            QuoteCommand.class,
            WhatIfCommand.class,
            AdviseCommand.class,
            PlanCommand.class,
            ApplyCommand.class,
            ExportCommand.class,
            RollbackCommand.class,
            DestinationCommand.class,
            DatabaseCommand.class,
            VerifyCommand.class,
            SuppressCommand.class,
            EraseCommand.class,
            SubjectCommand.class,
            PruneCommand.class,
            VaultCommand.class,
            ProviderCommand.class,
            SandboxCommand.class,
            DemoCommand.class,
            BenchCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class
        })
final class WeirCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        CommandLine commands = spec.commandLine();
        commands.usage(commands.getOut());
    }

    /** Of the program, as its jar says. */
    static String version() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }

    /** Says which Weir this is, and on which Java it runs. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"weir " + version(), "java " + Runtime.version()};
        }
    }
}
