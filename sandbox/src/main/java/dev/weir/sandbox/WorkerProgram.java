package dev.weir.sandbox;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** A worker as a process of its own: {@code WorkerProgram PORT MILLIS [SERVER [data]]}, until it is ended. */
public final class WorkerProgram {
    private WorkerProgram() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        WorkerSettings settings = WorkerSettings.after(Long.parseLong(arguments[1]));
        settings = arguments.length > 2 ? settings.withServer(arguments[2]) : settings;
        settings = arguments.length > 3 ? settings.withData() : settings;
        try (WorkerServer worker =
                WorkerServer.start(settings, SandboxSettings.DEFAULT, Integer.parseInt(arguments[0]))) {
            System.out.println("Worker at " + worker.base());
            new CountDownLatch(1).await();
        }
    }
}
