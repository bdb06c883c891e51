package dev.weir.acceptance;

import dev.weir.app.Main;
import java.nio.file.Path;
import java.util.List;

/** The program as the build has it, before it is packaged, in a process that lives for moments. */
public final class TestedProgram {

    /** Its command. */
    public static final List<String> COMMAND = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseParallelGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());

    private TestedProgram() {}
}
