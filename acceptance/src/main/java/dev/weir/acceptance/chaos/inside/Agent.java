package dev.weir.acceptance.chaos.inside;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;

/** Begins inside a JVM before its main does: what is armed is known from then on, and classes are changed as they come. */
public final class Agent {

    /** The exit code of a process that the agent ends because it cannot keep its promises there. */
    static final int BROKEN = 70;

    static final String PACKAGE = "dev.weir.acceptance.chaos.inside.";

    private Agent() {}

    /** Called by the JVM, with what {@link Control#option} put behind the equals sign. */
    public static void premain(String text, Instrumentation jvm) throws IOException, UnmodifiableClassException {
        Options options = Options.of(text);
        ControlFolder folder = new ControlFolder(options.folder());
        Points.open(Watch.begin(folder));
        Weaver weaver = Weaver.of(options.plan(), folder);
        jvm.addTransformer(weaver, true);
        if (!options.plan().clock().isZero()) {
            Clocks.shiftLoaded(jvm);
        }
    }
}
