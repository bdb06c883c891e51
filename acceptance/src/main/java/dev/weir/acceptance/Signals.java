package dev.weir.acceptance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Signals to processes, as {@code kill} sends them. */
public final class Signals {

    private Signals() {}

    /** Sends one to each; those that are gone are passed over. @param signal such as {@code STOP} */
    public static void send(String signal, Collection<Long> pids) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        pids.forEach(pid -> command.add(String.valueOf(pid)));
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** A process and all that descend from it, as they are now. */
    public static List<Long> family(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(one -> Stream.concat(Stream.of(one), one.descendants()))
                .map(ProcessHandle::pid)
                .toList();
    }
}
