package dev.weir.acceptance.chaos.inside;

/** Names of the product's classes, as they are said here: {@code jobs.Leases} for the one in the server's room. */
final class Product {

    private static final String SERVER = "dev.weir.server.";

    private Product() {}

    static String name(String type) {
        return SERVER + type;
    }
}
