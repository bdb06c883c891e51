package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.home.WeirHome;
import dev.weir.app.trying.Facts;
import dev.weir.app.trying.Trial;
import dev.weir.app.vendors.Keys;
import dev.weir.app.vendors.Reachable;
import dev.weir.app.vendors.SandboxAddress;
import dev.weir.app.vendors.SandboxProcess;
import dev.weir.provider.Operation;
import dev.weir.provider.Provider;
import dev.weir.providers.Providers;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.EgressSettings;
import dev.weir.server.egress.TrialLine;
import dev.weir.server.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** `weir provider`: who can be asked, and what happens when one is. */
@Command(
        name = "provider",
        description = "Shows the providers, checks a declaration of your own, and tries one out with a single call.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir provider list",
            "  weir provider show exa",
            "  weir provider check acme.yaml",
            "  weir provider try hunter.company --input company.domain=acme.com --sandbox",
            "",
            "Your own declarations lie in the folder providers of WEIR_HOME, or where --providers DIR says.",
        })
final class ProviderCommand implements Runnable {

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    ProviderCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        CommandLine commands = spec.commandLine();
        commands.usage(commands.getOut());
    }

    private Keys keys() {
        return new Keys(terminal.environment());
    }

    @Command(
            name = "list",
            description = "Lists the providers in the order in which they are asked by default.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nFor example:%n",
            footer = {"  weir provider list", "  weir provider list --providers my-providers"})
    int list(@Mixin OwnProviders own) {
        Providers providers = Providers.load(own.home(terminal).providers());
        new Facts(keys()).list(providers.all()).forEach(terminal.out()::println);
        return ExitCodes.OK;
    }

    @Command(
            name = "show",
            description = "Shows all that is declared of one provider, and what is unconfirmed about it.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nFor example:%n",
            footer = "  weir provider show hunter")
    int show(@Parameters(paramLabel = "SLUG", description = "Such as hunter.") String slug, @Mixin OwnProviders own) {
        Providers providers = Providers.load(own.home(terminal).providers());
        new Facts(keys()).show(Trial.provider(providers, slug)).forEach(terminal.out()::println);
        return ExitCodes.OK;
    }

    @Command(
            name = "check",
            description = "Says what is wrong with a declaration, line by line, or that nothing is. Asks nobody.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nFor example:%n",
            footer = {
                "  weir provider check acme.yaml",
                "",
                "Exit status: 0 it is good, 66 it cannot be read, 78 something is wrong with it.",
            })
    int check(
            @Parameters(paramLabel = "FILE", description = "The declaration, YAML.") Path file,
            @Mixin OwnProviders own) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw Problem.invalid("file_missing", file + " is not there, or may not be read. Check the name.");
        }
        Path folder = own.home(terminal).providers();
        Provider provider = Providers.check(file, folder);
        terminal.out().println(file + " is good: " + provider.slug() + " (" + provider.title() + ")");
        for (Operation operation : provider.operations()) {
            terminal.out()
                    .println("  " + operation.spec().id() + " gives "
                            + String.join(", ", operation.spec().outputs()));
        }
        boolean there = folder.equals(file.toAbsolutePath().normalize().getParent());
        terminal.out()
                .println(
                        there
                                ? "It is in use."
                                : "To use it, put it into " + folder + ", or name its folder with --providers.");
        return ExitCodes.OK;
    }

    @Command(
            name = "try",
            description = {
                "Makes one call and explains it: what was sent, what came back, what was read, what it costs.",
                "The real vendor may charge for it; --sandbox asks the made-up one instead.",
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nFor example:%n",
            footer = {
                "  weir provider try hunter.company --input company.domain=acme.com --sandbox",
                "  weir provider try exa --input company.name=Acme --body",
            })
    int tryOut(
            @Parameters(paramLabel = "SLUG[.OPERATION]", description = "Such as hunter, or hunter.company.")
                    String name,
            @Option(names = "--input", paramLabel = "FIELD=VALUE", description = "What is known; may be repeated.")
                    @Nullable
                    List<String> inputs,
            @Option(names = "--sandbox", description = "Ask the made-up vendor on this machine.") boolean sandbox,
            @Option(names = "--body", description = "Show the answer as it came, too.") boolean body,
            @Mixin OwnProviders own) {
        WeirHome home = own.home(terminal);
        Trial trial = Trial.of(Providers.load(home.providers()), name, inputs == null ? List.of() : inputs);
        List<String> lines = sandbox ? inSandbox(home, trial, body) : forReal(trial, body);
        lines.forEach(terminal.out()::println);
        return ExitCodes.OK;
    }

    private List<String> forReal(Trial trial, boolean body) {
        Access access = keys().access(0, trial.provider()).orElseThrow(trial::keyMissing);
        return explained(trial, access, Reachable.of(terminal.environment()), body);
    }

    private List<String> inSandbox(WeirHome home, Trial trial, boolean body) {
        if (!SandboxAddress.plays(trial.provider())) {
            throw Problem.invalid(
                    "not_in_sandbox",
                    "The sandbox does not play " + trial.provider().slug()
                            + ". Leave --sandbox out to ask it for real.");
        }
        try (SandboxProcess process = SandboxProcess.use(home, null, terminal::say)) {
            SandboxAddress address = process.client().address();
            Optional<Access> access = address.access(0, trial.provider());
            return explained(trial, access.orElseThrow(trial::keyMissing), address.reach(), body);
        }
    }

    private List<String> explained(Trial trial, Access access, EgressSettings.Reach reach, boolean body) {
        EgressSettings settings = EgressSettings.defaults("try").with(reach);
        try (TrialLine line =
                TrialLine.open(access, settings, trial.operation().spec().deadline())) {
            return trial.explain(line, terminal.width(), body);
        }
    }
}
