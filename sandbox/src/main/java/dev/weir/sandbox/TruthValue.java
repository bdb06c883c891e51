package dev.weir.sandbox;

/** What a caller should end up with, in canonical form, and who gave it. */
public record TruthValue(String value, VendorOperation operation) {
    public Vendor vendor() {
        return operation.vendor();
    }
}
