package dev.weir.sandbox;

/** A single thing a vendor may or may not know of somebody it knows. */
enum Fact {
    NAME,
    EMAIL,
    TITLE,
    RANK,
    LINKEDIN,
    PLACE,
    PHONE,
    INDUSTRY,
    EMPLOYEES,
    FOUNDED,
    DESCRIPTION,
    EMPLOYER
}
