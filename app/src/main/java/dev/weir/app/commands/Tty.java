package dev.weir.app.commands;

import dev.weir.app.live.TerminalSize;

/** The terminal that people look at, if there is one. */
interface Tty {

    /** Output goes to a file, a pipe or a test. */
    Tty NONE = new Tty() {
        @Override
        public boolean present() {
            return false;
        }

        @Override
        public TerminalSize size() {
            return new TerminalSize(0, 0);
        }
    };

    /** Whether there is one whose cursor can be moved. */
    boolean present();

    /** As it is just now: people resize it. */
    TerminalSize size();
}
