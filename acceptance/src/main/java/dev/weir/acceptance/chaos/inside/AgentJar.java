package dev.weir.acceptance.chaos.inside;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** The agent as a file that a JVM can be started with, made of the classes that the harness itself runs from. */
public final class AgentJar {

    private static final String NAME = "chaos-agent.jar";

    private AgentJar() {}

    /** Writes it into that folder, and says where it is. */
    public static Path write(Path folder) throws IOException {
        Path jar = Files.createDirectories(folder).resolve(NAME);
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", Agent.class.getName());
        attributes.putValue("Can-Retransform-Classes", "true");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            URI here = AgentJar.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            if (Files.isDirectory(Path.of(here))) {
                add(out, Path.of(here));
            } else {
                try (FileSystem zip = FileSystems.newFileSystem(Path.of(here))) {
                    add(out, zip.getPath("/"));
                }
            }
        } catch (URISyntaxException e) {
            throw new IOException("the harness runs from where no file is", e);
        }
        return jar;
    }

    private static void add(JarOutputStream out, Path classes) throws IOException {
        String folder = AgentJar.class.getPackageName().replace('.', '/');
        List<Path> files;
        try (Stream<Path> all = Files.list(classes.resolve(folder))) {
            files = all.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path file : files) {
            out.putNextEntry(new JarEntry(folder + "/" + file.getFileName()));
            try (InputStream in = Files.newInputStream(file)) {
                in.transferTo(out);
            }
            out.closeEntry();
        }
    }
}
