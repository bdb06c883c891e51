package dev.weir.server.audience;

/** What a subscriber turned out to be worth. */
public record Scored(long id, Subscriber.Score score) {}
