package dev.weir.server.expressions;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.weir.provider.Field;
import dev.weir.provider.FieldKind;
import dev.weir.provider.Fields;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The canonical fields as types: {@code person.location.city} is the text {@code city} of what is in {@code location} of
 * {@code person}, so that a name that there is not, and a number compared with a text, are found when an expression is
 * saved. What a workspace made up for itself, {@code custom}, may be anything.
 */
final class Vocabulary implements CelTypeProvider {

    /** The type of what holds all of a row, or all of an answer; in words, which no expression can name. */
    private static final String ALL = "a whole row";

    private static final String ALL_OF = "all of ";

    static final String CUSTOM = "custom";

    private static final String SUBSCRIBER = "a subscriber";
    private static final String ARRIVAL = "a subscriber who arrived";

    /** The type of what may hold anything, by names. */
    static final CelType ANYTHING = MapType.create(SimpleType.STRING, SimpleType.DYN);

    static final Vocabulary INSTANCE = new Vocabulary();

    private final ImmutableMap<String, CelType> structs;
    private final ImmutableMap<String, CelType> groups;

    private Vocabulary() {
        Map<String, Map<String, CelType>> members = new TreeMap<>();
        for (Field field : Fields.all()) {
            put(members, field.name(), type(field.kind()));
        }
        Map<String, CelType> all = new LinkedHashMap<>();
        Map<String, CelType> outer = new TreeMap<>();
        members.keySet().stream()
                .filter(name -> name.indexOf('.') < 0)
                .forEach(name -> outer.put(name, struct(name, members, all)));
        outer.put(CUSTOM, ANYTHING);
        all.put(ALL, create(ALL, outer));
        Map<String, CelType> subscriber = SubscriberFacts.types();
        all.put(SUBSCRIBER, create(SUBSCRIBER, subscriber));
        subscriber.putAll(SubscriberFacts.typesOfArrivals());
        all.put(ARRIVAL, create(ARRIVAL, subscriber));
        this.structs = ImmutableMap.copyOf(all);
        this.groups = ImmutableMap.copyOf(outer);
    }

    private static void put(Map<String, Map<String, CelType>> members, String name, CelType type) {
        int dot = name.lastIndexOf('.');
        String group = name.substring(0, dot);
        members.computeIfAbsent(group, _ -> new TreeMap<>()).put(name.substring(dot + 1), type);
        if (group.indexOf('.') >= 0) {
            put(members, group, SimpleType.DYN);
        }
    }

    /** The group with the groups inside it, whose places the members hold. @param all gets it and those inside */
    private static CelType struct(String name, Map<String, Map<String, CelType>> members, Map<String, CelType> all) {
        Map<String, CelType> own = new TreeMap<>(members.getOrDefault(name, Map.of()));
        own.replaceAll((member, type) ->
                members.containsKey(name + "." + member) ? struct(name + "." + member, members, all) : type);
        CelType struct = create(ALL_OF + name, own);
        all.put(ALL_OF + name, struct);
        return struct;
    }

    private static CelType create(String name, Map<String, CelType> members) {
        ImmutableMap<String, CelType> fixed = ImmutableMap.copyOf(members);
        return StructType.create(name, fixed.keySet(), member -> Optional.ofNullable(fixed.get(member)));
    }

    /** The type of a value of that kind. */
    static CelType type(FieldKind kind) {
        return switch (kind) {
            case TEXT,
                    EMAIL,
                    DOMAIN,
                    URL,
                    LINKEDIN_PERSON,
                    LINKEDIN_COMPANY,
                    PHONE,
                    EMPLOYEE_RANGE,
                    SENIORITY,
                    COMPANY_TYPE,
                    EMAIL_STATUS,
                    PHONE_STATUS,
                    COUNTRY_CODE -> SimpleType.STRING;
            case INTEGER, COUNT, YEAR, SCORE -> SimpleType.INT;
            case DECIMAL -> SimpleType.DOUBLE;
            case BOOLEAN -> SimpleType.BOOL;
            case LIST -> ListType.create(SimpleType.STRING);
            case RECORDS -> ListType.create(ANYTHING);
            case MAP -> ANYTHING;
            case TIME -> SimpleType.TIMESTAMP;
        };
    }

    /** The groups of fields by name, such as {@code person}, each with its type. */
    Map<String, CelType> groups() {
        return groups;
    }

    /** The type of all groups together. */
    CelType all() {
        return structs.getOrDefault(ALL, ANYTHING);
    }

    /** The type of a subscriber. */
    CelType subscriber() {
        return structs.getOrDefault(SUBSCRIBER, ANYTHING);
    }

    /** The type of a subscriber of whom a source has just spoken. */
    CelType arrival() {
        return structs.getOrDefault(ARRIVAL, ANYTHING);
    }

    /** The type of a group, such as {@code person.location}. */
    Optional<CelType> group(String path) {
        return findType(ALL_OF + path);
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return ImmutableList.copyOf(structs.values());
    }

    @Override
    public Optional<CelType> findType(String typeName) {
        return Optional.ofNullable(structs.get(typeName));
    }
}
