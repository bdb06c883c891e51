package dev.weir.acceptance.chaos.inside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The harness's end of one node: arms points in its process and hears what came of it. One folder a node; the processes
 * that are started for it one after another share it, and may die at any moment.
 *
 * <p>A running process sees what is armed within 50 ms, a new one before its main begins.
 */
public final class Control {

    private final ControlFolder folder;

    /** Over a folder, which is made. */
    public Control(Path folder) throws IOException {
        this.folder = new ControlFolder(Files.createDirectories(folder).toAbsolutePath());
    }

    /**
     * What the JVM of the node's next process is to be started with.
     *
     * @param jar what {@link AgentJar} wrote
     */
    public String option(Path jar, Plan plan) {
        return "-javaagent:" + jar.toAbsolutePath() + "=" + new Options(folder.folder(), plan).text();
    }

    /** These are armed and no others. What has fired once does not fire again, whatever is armed. */
    public void arm(List<Arming> armings) throws IOException {
        folder.replace(
                ControlFolder.ARM,
                armings.stream().map(arming -> arming.line() + "\n").collect(Collectors.joining()));
    }

    /** These are armed and no others. */
    public void arm(Arming... armings) throws IOException {
        arm(Arrays.asList(armings));
    }

    /** Nothing is armed. */
    public void disarm() throws IOException {
        arm(List.of());
    }

    /** All that has fired, in its order, whether what was to happen has happened yet or not. */
    public List<Fired> fired() throws IOException {
        return folder.lines(ControlFolder.FIRED).stream().map(Fired::of).toList();
    }

    /** The points that the node's processes came by, and how often; up to a second old. */
    public Map<String, Long> seen() throws IOException {
        return folder.sums(ControlFolder.SEEN);
    }

    /** {@link Counter} by name, those that are not 0; up to a second old. A process that is killed takes up to a second along. */
    public Map<String, Long> counts() throws IOException {
        return folder.sums(ControlFolder.COUNTS);
    }

    /** The planted bugs whose class was loaded, and so changed, in some process of the node. */
    public List<String> planted() throws IOException {
        return folder.lines(ControlFolder.PLANTED).stream().distinct().toList();
    }

    /** Why the agent has ended a process: it found a class other than it knows it. Empty when it did not. */
    public List<String> failed() throws IOException {
        return folder.lines(ControlFolder.FAILED);
    }
}
