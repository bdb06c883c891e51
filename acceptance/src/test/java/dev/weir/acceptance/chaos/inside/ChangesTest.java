package dev.weir.acceptance.chaos.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every change fits the product as it is now. */
class ChangesTest {

    private static final String SERVER = "dev.weir.server.";

    @Test
    void everyPointAndCounterIsWovenIntoTheClassThatItNames() throws Exception {
        for (Change change : Woven.all()) {
            requireFits(change);
        }
    }

    @Test
    void everyBugChangesTheClassThatItNames() throws Exception {
        for (Bug bug : Bug.values()) {
            requireFits(bug.change());
        }
    }

    @Test
    void pointsAndCountersFitAClassWithABugToo() throws Exception {
        for (Bug bug : Bug.values()) {
            byte[] now = bug.change().edit().apply(bytes(bug.change().className()));
            for (Change change : Woven.all()) {
                if (change.className().equals(bug.change().className())) {
                    now = change.edit().apply(now);
                }
            }
            requireLoads(bug.change(), now);
        }
    }

    @Test
    void namesAreDifferentAndAreWords() {
        List<String> names = new ArrayList<>();
        Arrays.stream(Waypoint.values()).map(Waypoint::point).forEach(names::add);
        Arrays.stream(Counter.values()).map(Counter::text).forEach(names::add);

        assertThat(names).doesNotHaveDuplicates();
        assertThat(Stream.of(Waypoint.values()).map(Waypoint::point)).noneMatch(name -> name.contains(" "));
        assertThat(Stream.of(Bug.values()).map(Bug::breaks)).doesNotHaveDuplicates();
    }

    @Test
    void aChangeOfWhatIsNotThereFails() throws Exception {
        Change fits = Bug.FENCE_OPEN.change();
        for (Edit edit : List.of(
                Edits.entering("gone", "point"),
                Edits.leaving("gone", "point"),
                Edits.nothing("gone"),
                Edits.without("fence", "Set.gone"),
                Edits.reworded("no such words", ""))) {
            assertThatThrownBy(() -> edit.apply(bytes(fits.className())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("there is no ");
        }
    }

    private static byte[] bytes(String className) throws IOException {
        try (InputStream in =
                ChangesTest.class.getClassLoader().getResourceAsStream(className.replace('.', '/') + ".class")) {
            assertThat(in).as(className).isNotNull();
            return in.readAllBytes();
        }
    }

    private static void requireFits(Change change) throws Exception {
        byte[] before = bytes(change.className());
        byte[] after = change.edit().apply(before);
        assertThat(after).as(change.className()).isNotEqualTo(before);
        requireLoads(change, after);
    }

    /** Among the product's classes as they are; asked for its methods, a class is verified. */
    private static void requireLoads(Change change, byte[] now) throws ClassNotFoundException {
        if (!change.className().startsWith(SERVER)) {
            // Its library's loader has it; AgentTest runs it.
            return;
        }
        ClassLoader server = new ClassLoader(ChangesTest.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (!name.startsWith(SERVER)) {
                    return super.loadClass(name, resolve);
                }
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                try {
                    byte[] bytes = name.equals(change.className()) ? now : bytes(name);
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        };
        Class<?> loaded = Class.forName(change.className(), false, server);
        assertThat(loaded.getDeclaredMethods()).as(change.className()).doesNotContainNull();
        assertThat(loaded.getClassLoader()).isSameAs(server);
    }
}
