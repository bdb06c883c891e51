package dev.weir.postgres.testing;

/** Fills a template database; must close every connection it opened. */
@FunctionalInterface
public interface Migration {
    void migrate(TestDatabase database) throws Exception;
}
