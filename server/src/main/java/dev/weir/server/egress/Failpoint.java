package dev.weir.server.egress;

/** A named moment at which a test launcher may kill the process; in the product it does nothing. */
public interface Failpoint {

    Failpoint NONE = name -> {};

    void reached(String name);
}
