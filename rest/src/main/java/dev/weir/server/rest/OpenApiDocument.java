package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.weir.server.jobs.EventType;
import dev.weir.server.workspace.Caller;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.method.HandlerMethod;

/**
 * The OpenAPI document, made from the routes. What every route has in common (the key, the refusals, paging, repeating)
 * is said here; nothing in it depends on where or when it is made.
 */
@Configuration(proxyBeanMethods = false)
class OpenApiDocument {

    static {
        SpringDocUtils.getConfig()
                .addRequestWrapperToIgnore(
                        Caller.class, Caller.Key.class, Caller.Installation.class, Act.class, PageWish.class);
    }

    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");

    private static final String KEY = "apiKey";
    private static final String PROBLEM = "Problem";

    private static final Map<String, String> REFUSALS = new TreeMap<>(Map.ofEntries(
            Map.entry("400", "The request is not understood; errors[] points at what is wrong"),
            Map.entry("401", "No API key, or one that is wrong, expired or revoked"),
            Map.entry("402", "Too few credits for the worst case, and nothing was done"),
            Map.entry("403", "The key may not do this"),
            Map.entry("404", "There is no such thing, or it is another workspace's"),
            Map.entry("409", "It does not fit the present state; Retry-After says when to try again"),
            Map.entry("413", "The body is too large"),
            Map.entry("415", "The body is of a kind that is not read here"),
            Map.entry("422", "The Idempotency-Key was used for something else"),
            Map.entry("429", "Too many requests; Retry-After says when to go on"),
            Map.entry("503", "The database, or room for one more, is not to be had just now; Retry-After")));

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Weir")
                        .version("v1")
                        .description("Self-hosted enrichment: give it people or companies, name the fields you want.")
                        .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
                .servers(List.of(new Server().url("/").description("This server")))
                .components(new Components()
                        .addSecuritySchemes(
                                KEY,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .bearerFormat("weir_<workspace>_<id>_<secret><checksum>"))
                        .addSchemas(PROBLEM, problem()))
                .addSecurityItem(new SecurityRequirement().addList(KEY));
    }

    private static Schema<?> problem() {
        Schema<?> problem = object().description("A refusal, as RFC 9457 has it");
        Schema<?> at = object().addProperty(
                        "pointer",
                        text().description(
                                        "A JSON Pointer (RFC 6901) into the body, a parameter's name as one, or of an"
                                                + " uploaded list its line and column"))
                .addProperty("detail", text().description("What is wrong there"));
        at.setRequired(List.of("detail", "pointer"));
        problem.addProperty("type", text().description("about:blank: the code tells refusals apart"))
                .addProperty("title", text().description("The status, in words"))
                .addProperty("status", typed("integer").description("The HTTP status"))
                .addProperty("code", text().description("Stable, for programs"))
                .addProperty("detail", text().description("A sentence for a human that says what to do"))
                .addProperty("instance", text().description("The path that was asked"))
                .addProperty(
                        "errors",
                        typed("array").items(at).description("What exactly is wrong, the first 100 places of it"))
                .addProperty(
                        "details", typed("array").items(text()).description("What else there is to say, a line each"))
                .addProperty(
                        "retryAfterSeconds",
                        typed("integer").description("As the header Retry-After says it; of 429 rate_limited"))
                .addProperty(
                        "quote",
                        new Schema<>()
                                .$ref("#/components/schemas/Quote")
                                .description("Of 402 at a submit: what it would cost"))
                .addProperty(
                        "hopelessRows", typed("integer").description("Of no_usable_input: how many rows these are"))
                .addProperty(
                        "columns",
                        typed("array")
                                .items(new Schema<>().$ref("#/components/schemas/UploadedColumn"))
                                .description("Of no_usable_input: what each column of the list was taken for"))
                .addProperty(
                        "position",
                        object().addProperty("line", typed("integer"))
                                .addProperty("column", typed("integer"))
                                .addProperty("offset", typed("integer").description("In characters, from 0"))
                                .description("Of an expression: where in it the mistake is"));
        problem.setRequired(List.of("code", "detail", "status"));
        return problem;
    }

    private static Schema<?> typed(String type) {
        Schema<?> schema = new Schema<>();
        schema.addType(type);
        return schema;
    }

    private static Schema<?> object() {
        return typed("object");
    }

    private static Schema<?> text() {
        return typed("string");
    }

    @Bean
    GlobalOperationCustomizer whatRoutesHaveInCommon() {
        return (operation, handler) -> {
            operation.setOperationId(operationId(handler));
            Needs needs = handler.getMethodAnnotation(Needs.class);
            if (needs != null && (needs.nobody() || needs.by() != Needs.Bearer.KEY)) {
                operation.setSecurity(List.of());
            } else if (needs != null) {
                operation.setDescription(said(operation.getDescription(), needs));
            }
            List<Class<?>> takes = Arrays.stream(handler.getMethodParameters())
                    .<Class<?>>map(parameter -> parameter.getParameterType())
                    .toList();
            boolean acts = takes.contains(Act.class);
            boolean repeatable = acts && handler.hasMethodAnnotation(PostMapping.class);
            if (takes.contains(PageWish.class)) {
                addPaging(operation);
            }
            if (repeatable && !takes(operation, Act.IDEMPOTENCY_KEY)) {
                add(operation, "header", Act.IDEMPOTENCY_KEY, text().maxLength(255))
                        .description(
                                "Names this request: sent again within 24 hours it is done once, and answered the same");
            }
            boolean anyBody = Arrays.stream(handler.getMethodParameters())
                    .noneMatch(parameter -> parameter.hasParameterAnnotation(RequestBody.class));
            boolean keyed = takes(operation, Act.IDEMPOTENCY_KEY);
            addRefusals(operation, needs, keyed, acts || keyed, anyBody);
            return operation;
        };
    }

    private static String operationId(HandlerMethod handler) {
        String of =
                StringUtils.uncapitalize(handler.getBeanType().getSimpleName().replaceFirst("Routes$", ""));
        String does = handler.getMethod().getName();
        return does.equals(of) ? does : of + StringUtils.capitalize(does);
    }

    private static String said(String description, Needs needs) {
        String role = needs.anyKey()
                ? "Needs any key."
                : needs.installation()
                        ? "Needs the installation's key."
                        : "Needs the role " + needs.value().text() + ".";
        return description == null || description.isBlank() ? role : description + " " + role;
    }

    private static boolean takes(Operation operation, String parameter) {
        return operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(one -> parameter.equals(one.getName()));
    }

    private static void addPaging(Operation operation) {
        add(operation, "query", "page", typed("integer").minimum(BigDecimal.ONE))
                .description("From 1");
        add(
                        operation,
                        "query",
                        "limit",
                        typed("integer").minimum(BigDecimal.ONE).maximum(BigDecimal.valueOf(PageWish.MOST)))
                .description("Entries of a page, 50 unless said");
        add(operation, "query", "cursor", text())
                .description(
                        "An earlier answer's pagination.nextCursor: what follows it, fast however long the list is");
    }

    private static Parameter add(Operation operation, String in, String name, Schema<?> schema) {
        List<Parameter> parameters =
                operation.getParameters() == null ? new ArrayList<>() : new ArrayList<>(operation.getParameters());
        Parameter parameter = new Parameter().in(in).name(name).required(false).schema(schema);
        parameters.add(parameter);
        operation.setParameters(parameters);
        return parameter;
    }

    /** @param anyBody whether the route reads bodies itself, and those of whoever shows a ticket or an address as they come */
    private static void addRefusals(
            Operation operation, @Nullable Needs needs, boolean repeatable, boolean acts, boolean anyBody) {
        boolean nobody = needs != null && needs.nobody();
        boolean inPath = needs != null && needs.by() != Needs.Bearer.KEY;
        ApiResponses responses = operation.getResponses();
        // What a route says of its own refusals is a problem, too.
        responses.values().stream()
                .filter(response -> response.getContent() != null)
                .flatMap(response ->
                        Stream.ofNullable(response.getContent().get(MediaType.APPLICATION_PROBLEM_JSON_VALUE)))
                .forEach(problem -> problem.setSchema(asProblem()));
        for (Map.Entry<String, String> refusal : REFUSALS.entrySet()) {
            boolean body = operation.getRequestBody() != null;
            boolean said = switch (refusal.getKey()) {
                case "401" -> !nobody && !inPath;
                case "403" -> !nobody && !inPath;
                case "429" -> !nobody;
                case "402" -> needs != null && needs.credits();
                case "413" -> body;
                case "415" -> body && !(inPath && anyBody);
                case "409" -> acts;
                case "422" -> repeatable;
                default -> true;
            };
            if (said && !responses.containsKey(refusal.getKey())) {
                responses.addApiResponse(refusal.getKey(), refused(refusal.getKey(), refusal.getValue()));
            }
        }
    }

    private static Schema<?> asProblem() {
        return new Schema<>().$ref("#/components/schemas/" + PROBLEM);
    }

    private static ApiResponse refused(String status, String description) {
        ApiResponse response = new ApiResponse()
                .description(description)
                .content(new Content()
                        .addMediaType(
                                MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                                new io.swagger.v3.oas.models.media.MediaType().schema(asProblem())));
        if (status.equals("409") || status.equals("429") || status.equals("503")) {
            response.addHeaderObject(
                    "Retry-After", new Header().description("Seconds").schema(typed("integer")));
        }
        return response;
    }

    /**
     * Where the server was asked at does not belong into what it serves; a variable of a path does, whether its route reads
     * it or leaves that to the gatekeeper; and what our types say of null is said of their schemas.
     */
    @Bean
    GlobalOpenApiCustomizer theSameEverywhere(Routes routes) {
        return document -> {
            document.setServers(List.of(new Server().url("/").description("This server")));
            document.getPaths()
                    .forEach((path, item) -> item.readOperations().forEach(operation -> {
                        operation.getResponses().values().forEach(OpenApiDocument::sayAny);
                        Matcher variables = VARIABLE.matcher(path);
                        while (variables.find()) {
                            if (!takes(operation, variables.group(1))) {
                                add(
                                                operation,
                                                "path",
                                                variables.group(1),
                                                typed("integer").format("int64"))
                                        .required(true);
                            }
                        }
                    }));
            Map<String, Class<?>> records = routes.types().stream()
                    .filter(Class::isRecord)
                    .collect(Collectors.toMap(Routes::schemaName, type -> type, (one, _) -> one));
            document.getComponents().getSchemas().forEach((name, schema) -> {
                say(name, schema, records.get(name));
                sayEntries(schema);
                sayEventTypes(schema);
                RegistryWords.of(name, schema);
            });
            Map<String, Schema> schemas = document.getComponents().getSchemas();
            Set<String> seen = new TreeSet<>();
            document.getPaths().values().stream()
                    .flatMap(item -> item.readOperations().stream())
                    .filter(operation -> operation.getRequestBody() != null)
                    .map(operation -> operation.getRequestBody().getContent().get(MediaType.APPLICATION_JSON_VALUE))
                    .filter(Objects::nonNull)
                    .forEach(body -> refuseOthers(body.getSchema(), schemas, seen));
        };
    }

    /** Whoever mistypes a property's name is told so, and generators of clients and of requests want to know. */
    private static void refuseOthers(@Nullable Schema<?> schema, Map<String, Schema> all, Set<String> seen) {
        if (schema == null) {
            return;
        }
        String ref = schema.get$ref();
        if (ref != null) {
            String name = ref.substring(ref.lastIndexOf('/') + 1);
            if (seen.add(name)) {
                refuseOthers(all.get(name), all, seen);
            }
            return;
        }
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(property -> refuseOthers(property, all, seen));
            if (schema.getAdditionalProperties() == null) {
                schema.setAdditionalProperties(false);
            }
        }
        refuseOthers(schema.getItems(), all, seen);
        if (schema.getAdditionalProperties() instanceof Schema<?> others) {
            refuseOthers(others, all, seen);
        }
        Stream.of(schema.getAnyOf(), schema.getOneOf())
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .forEach(one -> refuseOthers(one, all, seen));
    }

    /** An answer with more to it is one with less, too: it is any of them, whichever has more first. */
    private static void sayAny(ApiResponse response) {
        if (response.getContent() != null) {
            response.getContent().values().stream()
                    .map(io.swagger.v3.oas.models.media.MediaType::getSchema)
                    .filter(schema -> schema != null && schema.getOneOf() != null)
                    .forEach(OpenApiDocument::sayAny);
        }
    }

    private static void sayAny(Schema<?> schema) {
        schema.setAnyOf(List.copyOf(schema.getOneOf()).reversed());
        schema.setOneOf(null);
    }

    private static void say(String name, Schema<?> schema, @Nullable Class<?> type) {
        if (type != null) {
            sayNull(type, schema);
        } else if (name.startsWith(Answer.class.getSimpleName()) && schema.getProperties() != null) {
            schema.setRequired(List.of("data", "success"));
        }
    }

    /** Where a word may stand for a list of row indexes: generators of clients want to know of what it is a list. */
    private static void sayEntries(Schema<?> schema) {
        if (schema.getProperties() != null) {
            schema.getProperties().values().stream()
                    .filter(property -> property.getTypes() != null
                            && property.getTypes().contains("array")
                            && property.getItems() == null)
                    .forEach(property -> property.setItems(typed("integer").format("int32")));
        }
    }

    /** Which events there are is written down once. */
    private static void sayEventTypes(Schema<?> schema) {
        if (schema.getProperties() != null && schema.getProperties().get("eventTypes") != null) {
            schema.getProperties()
                    .get("eventTypes")
                    .setDescription(EventType.subscribable().stream()
                            .map(EventType::text)
                            .collect(Collectors.joining(", ", "Of ", "")));
        }
    }

    private static void sayNull(Class<?> type, Schema<?> schema) {
        JsonInclude include = type.getAnnotation(JsonInclude.class);
        boolean left = include != null && include.value() == JsonInclude.Include.NON_NULL;
        Set<String> required = new TreeSet<>(schema.getRequired() == null ? List.of() : schema.getRequired());
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                sayNull(component.getType(), schema);
                required.addAll(schema.getRequired() == null ? List.of() : schema.getRequired());
                continue;
            }
            if (schema.getProperties() == null || !schema.getProperties().containsKey(component.getName())) {
                continue;
            }
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                required.add(component.getName());
            } else if (!left && !required.contains(component.getName())) {
                schema.getProperties().computeIfPresent(component.getName(), (_, property) -> orNull(property));
            }
        }
        schema.setRequired(required.isEmpty() ? null : List.copyOf(required));
    }

    private static Schema<?> orNull(Schema<?> property) {
        if (property.get$ref() != null) {
            return new Schema<>().anyOf(List.of(property, typed("null"))).description(property.getDescription());
        }
        if (property.getTypes() != null) {
            Set<String> types = new LinkedHashSet<>(property.getTypes());
            types.add("null");
            property.setTypes(types);
            allowNull(property);
        }
        return property;
    }

    private static <T> void allowNull(Schema<T> property) {
        if (property.getEnum() != null) {
            List<T> values = new ArrayList<>(property.getEnum());
            values.add(null);
            property.setEnum(values);
        }
    }
}
