package dev.weir.server.audience;

import org.jspecify.annotations.Nullable;

/** What a subscriber turned out to be worth. @param score null where there is nothing any more to say it by */
public record Scored(long id, Subscriber.@Nullable Score score) {}
