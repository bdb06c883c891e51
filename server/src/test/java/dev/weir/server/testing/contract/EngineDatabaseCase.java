package dev.weir.server.testing.contract;

import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.jobs.engine.EngineStarter;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** What every case over a real database has at hand. */
public abstract class EngineDatabaseCase {

    static final List<String> NAME = List.of("company.name");

    @TempDir
    Path folder;

    /** The engine that is put to the contract; it looks for work at least every 50 ms. */
    protected abstract EngineStarter engine();

    /** Everything there is, with these vendors, over a database of its own. */
    final TestWeir open(ScriptedVendor... vendors) {
        return new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendors)).engine(engine());
    }
}
