package dev.weir.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void filesLinksAndTheRightToExecuteArrive() throws Exception {
        TarArchiveEntry program = file("bin/program");
        program.setMode(0755);
        Archive.unpack(archive(program, file("share/text"), link("lib/deep/alias", "../../share/text")), target());
        assertThat(target().resolve("bin/program")).isExecutable().hasBinaryContent(CONTENT);
        assertThat(Files.getPosixFilePermissions(target().resolve("share/text")))
                .hasSize(4);
        assertThat(target().resolve("lib/deep/alias")).isSymbolicLink().hasBinaryContent(CONTENT);
    }

    @Test
    void nothingLeadsOutOfTheTarget() {
        for (TarArchiveEntry entry :
                new TarArchiveEntry[] {file("../evil"), file("a/../../evil"), link("alias", "../evil")}) {
            assertThatThrownBy(() -> Archive.unpack(archive(entry), target()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("leads out of it");
        }
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    private Path target() {
        return folder.resolve("target");
    }

    private static TarArchiveEntry file(String name) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(CONTENT.length);
        return entry;
    }

    private static TarArchiveEntry link(String name, String to) {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(to);
        return entry;
    }

    private static InputStream archive(TarArchiveEntry... entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new XZCompressorOutputStream(bytes))) {
            for (TarArchiveEntry entry : entries) {
                tar.putArchiveEntry(entry);
                if (entry.isFile() && !entry.isSymbolicLink()) {
                    tar.write(CONTENT);
                }
                tar.closeArchiveEntry();
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
