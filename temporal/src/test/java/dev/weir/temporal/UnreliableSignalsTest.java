package dev.weir.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.testing.contract.EngineOutcomes;
import dev.weir.server.testing.contract.Subject;
import io.temporal.testing.TestWorkflowEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;

/** Nothing rests on signals: they are lost, doubled and come late, and what becomes of the jobs is what would have become. */
class UnreliableSignalsTest extends EngineOutcomes {

    private static final TestWorkflowEnvironment SERVER = TestWorkflowEnvironment.newInstance();

    private final List<Unreliable> doors = new ArrayList<>();

    @AfterAll
    static void end() {
        SERVER.close();
    }

    @Override
    protected Subject subject() {
        return new TemporalSubject(SERVER.getWorkflowServiceStubs(), _ -> {}).signallingBy(sound -> {
            Unreliable door = new Unreliable(sound);
            doors.add(door);
            return door;
        });
    }

    @AfterEach
    void signalsWereLostDoubledAndLate() {
        assertThat(doors).isNotEmpty().allSatisfy(door -> {
            assertThat(door.lost).isPositive();
            assertThat(door.doubled).isPositive();
            assertThat(door.late).isPositive();
        });
    }

    private static final class Unreliable implements Signals {
        private final Signals sound;
        private final Random random = new Random(8);
        private final List<Runnable> kept = new ArrayList<>();
        private int lost;
        private int doubled;
        private int late;

        Unreliable(Signals sound) {
            this.sound = sound;
        }

        @Override
        public void look(long jobId, long workspaceId) {
            carry(() -> sound.look(jobId, workspaceId));
        }

        @Override
        public void stop(long jobId) {
            carry(() -> sound.stop(jobId));
        }

        private void carry(Runnable signal) {
            now(signal).forEach(Runnable::run);
        }

        private synchronized List<Runnable> now(Runnable signal) {
            List<Runnable> carried = new ArrayList<>();
            if (!kept.isEmpty() && random.nextInt(3) == 0) {
                carried.add(kept.remove(random.nextInt(kept.size())));
                late++;
            }
            switch (random.nextInt(6)) {
                case 0, 1 -> lost++;
                case 2 -> {
                    carried.addAll(List.of(signal, signal));
                    doubled++;
                }
                case 3, 4 -> kept.add(signal);
                default -> carried.add(signal);
            }
            return carried;
        }
    }
}
