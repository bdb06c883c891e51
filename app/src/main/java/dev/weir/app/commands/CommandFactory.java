package dev.weir.app.commands;

import java.lang.reflect.Constructor;
import picocli.CommandLine;

/** Makes commands: those that touch the outside get the terminal. */
final class CommandFactory implements CommandLine.IFactory {

    private final Terminal terminal;

    CommandFactory(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public <K> K create(Class<K> kind) throws Exception {
        for (Constructor<?> constructor : kind.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == Terminal.class) {
                return kind.cast(constructor.newInstance(terminal));
            }
        }
        return CommandLine.defaultFactory().create(kind);
    }
}
