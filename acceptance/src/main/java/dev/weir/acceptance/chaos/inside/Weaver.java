package dev.weir.acceptance.chaos.inside;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes classes as they are loaded. A class that is not as an edit knows it ends the process with {@link Agent#BROKEN},
 * since the JVM itself would say nothing and load it unchanged.
 */
final class Weaver implements ClassFileTransformer {

    private static final String OWN = Agent.PACKAGE.replace('.', '/');

    private final Map<String, List<Edit>> edits = new HashMap<>();
    private final Map<String, List<String>> planted = new HashMap<>();
    private final ControlFolder folder;
    private final @Nullable Edit clock;

    private Weaver(ControlFolder folder, @Nullable Edit clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** Points and counters are always woven; the rest is the plan's. */
    static Weaver of(Plan plan, ControlFolder folder) {
        Weaver weaver = new Weaver(folder, plan.clock().isZero() ? null : Clocks.shifted(plan.clock()));
        // Bugs first: they know the product as it is written.
        for (String name : plan.bugs()) {
            Bug bug = Bug.named(name);
            weaver.add(bug.change());
            weaver.planted
                    .computeIfAbsent(bug.change().internalName(), _ -> new ArrayList<>())
                    .add(name);
        }
        Woven.all().forEach(weaver::add);
        return weaver;
    }

    private void add(Change change) {
        edits.computeIfAbsent(change.internalName(), _ -> new ArrayList<>()).add(change.edit());
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the very same array is an edit's word for no change
    public byte @Nullable [] transform(
            Module module,
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        if (name == null || name.startsWith(OWN)) {
            return null;
        }
        try {
            byte[] now = bytes;
            for (Edit edit : edits.getOrDefault(name, List.of())) {
                now = edit.apply(now);
            }
            if (clock != null) {
                now = clock.apply(now);
            }
            for (String bug : planted.getOrDefault(name, List.of())) {
                folder.append(ControlFolder.PLANTED, bug);
            }
            return now == bytes ? null : now;
        } catch (IOException | RuntimeException | Error e) {
            end(name, e);
            return null;
        }
    }

    @SuppressWarnings("SystemOut") // there is nobody else to tell
    private void end(String name, Throwable trouble) {
        String why = name.replace('/', '.') + ": " + trouble;
        System.err.println("chaos agent: cannot change " + why);
        try {
            folder.append(ControlFolder.FAILED, why.replace('\n', ' '));
        } catch (IOException e) {
            System.err.println("chaos agent: " + e);
        }
        Runtime.getRuntime().halt(Agent.BROKEN);
    }
}
