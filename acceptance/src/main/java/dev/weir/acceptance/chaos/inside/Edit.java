package dev.weir.acceptance.chaos.inside;

/** A change of a class. */
@FunctionalInterface
interface Edit {

    /**
     * The changed class; the very same array where nothing was to be changed.
     *
     * @throws IllegalStateException if what is to be changed is not there
     */
    byte[] apply(byte[] classFile);
}
