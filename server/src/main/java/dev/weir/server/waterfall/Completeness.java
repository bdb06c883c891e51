package dev.weir.server.waterfall;

/** What a step does with an answer that gives only some of its fields. */
public enum Completeness {
    /** It keeps them and asks the next provider for what is missing. */
    MERGE,
    /** It accepts nothing but an answer that gives all that is wanted. */
    COMPLETE,
    /** As MERGE, but when nobody is left to be asked anything that was found is enough: what is lacking fails nothing. */
    ANY
}
