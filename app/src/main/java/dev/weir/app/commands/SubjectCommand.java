package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.server.Weir;
import dev.weir.server.audit.Audit;
import dev.weir.server.problem.Problem;
import dev.weir.server.suppression.Handle;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `weir subject`: what is kept of people. */
@Command(
        name = "subject",
        description = "Tells what is kept of a person or a company.",
        mixinStandardHelpOptions = true,
        subcommands = SubjectCommand.Export.class,
        footerHeading = "%nFor example:%n",
        footer = "  weir subject export --email jane@acme.example --out jane.json")
final class SubjectCommand {

    private SubjectCommand() {}

    /** `weir subject export`. */
    @Command(
            name = "export",
            description =
                    "Writes all that is kept of them as JSON: what came in, each value with who gave it and when, what"
                            + " others said who were not believed, what that cost, who was asked, where results went.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footerHeading = "%nFor example:%n",
            footer = {
                "  weir subject export --email jane@acme.example --out jane.json",
                "  weir subject export --linkedin linkedin.com/in/jane-doe --out -",
            })
    static final class Export implements Callable<Integer> {

        private final Terminal terminal;

        @Mixin
        private final SubjectOptions subject = new SubjectOptions();

        @Option(
                names = "--out",
                required = true,
                paramLabel = "FILE",
                description = "Where it goes; - is standard output.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private Path out;

        @Mixin
        private final WorkspaceOption workspace = new WorkspaceOption();

        @Mixin
        private final CommonOptions common = new CommonOptions();

        Export(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            List<Handle> handles = subject.handles();
            try (Opened opened = Opened.of(common, terminal)) {
                Weir weir = opened.weir();
                long workspaceId = workspace.of(weir);
                try (OutputStream to = open()) {
                    weir.subjects().write(workspaceId, handles, to);
                } catch (IOException full) {
                    throw Problem.invalid(
                            "cannot_write",
                            "The file " + out + " cannot be written: " + full.getMessage() + ". Name another one.");
                }
                weir.transactions().in(workspaceId, () -> {
                    weir.audit().note(workspaceId, Audit.COMMAND_LINE, "subject.exported", "a subject");
                    return workspaceId;
                });
            }
            return ExitCodes.OK;
        }

        private OutputStream open() throws IOException {
            if (!out.toString().equals("-")) {
                return new BufferedOutputStream(Files.newOutputStream(out));
            }
            return new FilterOutputStream(terminal.out()) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    out.write(bytes, from, length);
                }

                @Override
                public void close() throws IOException {
                    flush();
                }
            };
        }
    }
}
