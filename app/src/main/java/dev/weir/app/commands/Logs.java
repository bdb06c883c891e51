package dev.weir.app.commands;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much of the log a user sees: see logback.xml for the usual. */
final class Logs {

    private Logs() {}

    /** Weir's own log in full, with stack traces; the libraries' no further than what they think is worth telling. */
    static void verbose() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
            context.getLogger("dev.weir").setLevel(Level.DEBUG);
            context.getLogger("io.temporal").setLevel(Level.INFO);
            if (context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr") instanceof ConsoleAppender<?> appender
                    && appender.getEncoder() instanceof PatternLayoutEncoder encoder) {
                encoder.stop();
                encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{20} %msg%n");
                encoder.start();
            }
        }
    }
}
