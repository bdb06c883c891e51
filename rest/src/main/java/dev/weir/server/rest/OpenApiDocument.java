package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.PostMapping;
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

    private static final Map<String, String> REFUSALS = new TreeMap<>(Map.of(
            "400", "The request is not understood; errors[] points at what is wrong",
            "401", "No API key, or one that is wrong, expired or revoked",
            "402", "Too few credits for the worst case, and nothing was done",
            "403", "The key may not do this",
            "404", "There is no such thing, or it is another workspace's",
            "409", "It does not fit the present state; Retry-After says when to try again",
            "413", "The body is too large",
            "415", "The body is of a kind that is not read here",
            "422", "The Idempotency-Key was used for something else",
            "429", "Too many requests; Retry-After says when to go on"));

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
        Schema<?> at = object().addProperty("pointer", text().description("A JSON Pointer (RFC 6901) into the request"))
                .addProperty("detail", text());
        problem.addProperty("type", text())
                .addProperty("title", text())
                .addProperty("status", typed("integer"))
                .addProperty("code", text().description("Stable, for programs"))
                .addProperty("detail", text().description("A sentence for a human that says what to do"))
                .addProperty("errors", typed("array").items(at));
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
            boolean repeatable = takes.contains(Act.class) && handler.hasMethodAnnotation(PostMapping.class);
            if (takes.contains(PageWish.class)) {
                addPaging(operation);
            }
            if (repeatable && !takes(operation, Act.IDEMPOTENCY_KEY)) {
                add(operation, "header", Act.IDEMPOTENCY_KEY, text().maxLength(255))
                        .description(
                                "Names this request: sent again within 24 hours it is done once, and answered the same");
            }
            addRefusals(operation, needs, takes(operation, Act.IDEMPOTENCY_KEY));
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

    private static void addRefusals(Operation operation, @Nullable Needs needs, boolean repeatable) {
        boolean nobody = needs != null && needs.nobody();
        boolean inPath = needs != null && needs.by() != Needs.Bearer.KEY;
        ApiResponses responses = operation.getResponses();
        for (Map.Entry<String, String> refusal : REFUSALS.entrySet()) {
            boolean body = operation.getRequestBody() != null;
            boolean said = switch (refusal.getKey()) {
                case "401" -> !nobody && !inPath;
                case "403" -> !nobody && !inPath;
                case "429" -> !nobody;
                case "402" -> needs != null && needs.credits();
                case "413", "415" -> body;
                case "409", "422" -> repeatable;
                default -> true;
            };
            if (said && !responses.containsKey(refusal.getKey())) {
                responses.addApiResponse(refusal.getKey(), refused(refusal.getKey(), refusal.getValue()));
            }
        }
    }

    private static ApiResponse refused(String status, String description) {
        ApiResponse response = new ApiResponse()
                .description(description)
                .content(new Content()
                        .addMediaType(
                                MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                                new io.swagger.v3.oas.models.media.MediaType()
                                        .schema(new Schema<>().$ref("#/components/schemas/" + PROBLEM))));
        if (status.equals("409") || status.equals("429")) {
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
            document.getComponents().getSchemas().forEach((name, schema) -> say(name, schema, records.get(name)));
        };
    }

    private static void say(String name, Schema<?> schema, @Nullable Class<?> type) {
        if (type != null) {
            sayNull(type, schema);
        } else if (name.startsWith(Answer.class.getSimpleName()) && schema.getProperties() != null) {
            schema.setRequired(List.of("data", "success"));
        }
    }

    private static void sayNull(Class<?> type, Schema<?> schema) {
        JsonInclude include = type.getAnnotation(JsonInclude.class);
        boolean left = include != null && include.value() == JsonInclude.Include.NON_NULL;
        Set<String> required = new TreeSet<>(schema.getRequired() == null ? List.of() : schema.getRequired());
        for (RecordComponent component : type.getRecordComponents()) {
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
