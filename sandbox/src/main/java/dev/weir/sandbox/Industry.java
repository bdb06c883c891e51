package dev.weir.sandbox;

/** A line of business, in the wording of each vendor: the vendors use different taxonomies and never agree on one. */
enum Industry {
    LOGISTICS(
            "Industrials",
            "Transportation",
            "Air Freight & Logistics",
            "logistics & supply chain",
            "logistics and supply chain"),
    SOFTWARE(
            "Information Technology",
            "Software & Services",
            "Internet Software & Services",
            "computer software",
            "computer software"),
    HARDWARE(
            "Information Technology",
            "Technology Hardware & Equipment",
            "Electronic Equipment, Instruments & Components",
            "electrical/electronic manufacturing",
            "electrical/electronic manufacturing"),
    BANKING("Financials", "Banks", "Banks", "banking", "banking"),
    INSURANCE("Financials", "Insurance", "Insurance", "insurance", "insurance"),
    PHARMA(
            "Health Care",
            "Pharmaceuticals, Biotechnology & Life Sciences",
            "Pharmaceuticals",
            "pharmaceuticals",
            "pharmaceuticals"),
    HEALTH(
            "Health Care",
            "Health Care Equipment & Services",
            "Health Care Providers & Services",
            "hospital & health care",
            "hospital & health care"),
    RETAIL("Consumer Discretionary", "Retailing", "Specialty Retail", "retail", "retail"),
    FOOD("Consumer Staples", "Food, Beverage & Tobacco", "Food Products", "food & beverages", "food & beverages"),
    AUTOMOTIVE("Consumer Discretionary", "Automobiles & Components", "Automobiles", "automotive", "automotive"),
    ENERGY("Energy", "Energy", "Oil, Gas & Consumable Fuels", "oil & energy", "oil & energy"),
    UTILITIES("Utilities", "Utilities", "Electric Utilities", "utilities", "utilities"),
    MEDIA("Communication Services", "Media", "Media", "media production", "media production"),
    BUILDING("Industrials", "Capital Goods", "Building Products", "building materials", "building materials"),
    PROPERTY("Real Estate", "Real Estate", "Real Estate Management & Development", "real estate", "real estate"),
    CONSULTING(
            "Industrials",
            "Commercial & Professional Services",
            "Professional Services",
            "management consulting",
            "management consulting");

    final String sector;
    final String group;
    /** Hunter follows the GICS names. */
    final String hunter;

    final String apollo;
    final String pdl;

    Industry(String sector, String group, String hunter, String apollo, String pdl) {
        this.sector = sector;
        this.group = group;
        this.hunter = hunter;
        this.apollo = apollo;
        this.pdl = pdl;
    }
}
