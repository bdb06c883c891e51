package dev.weir.server.rest;

import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every route that is served, and who may use it. A route that does not say who may use it fails the start. */
@Component
final class Routes {

    private final List<Route> all = new ArrayList<>();
    private final Set<Class<?>> types = new HashSet<>();

    /**
     * A route.
     *
     * @param method such as {@code GET}
     * @param path with its variables in braces
     * @param consumes the media types it reads; empty for any or none
     * @param hidden whether it is none of the API's own
     */
    record Route(String method, String path, Needs needs, Set<String> consumes, boolean hidden, boolean acts) {

        /** In words, as the reference says it. */
        String needed() {
            if (needs.nobody()) {
                return "no key";
            }
            if (needs.by() != Needs.Bearer.KEY) {
                return needs.by().text();
            }
            if (needs.anyKey()) {
                return "any key";
            }
            return needs.installation() ? "installation" : needs.value().text();
        }
    }

    Routes(@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping) {
        mapping.getHandlerMethods().forEach((info, handler) -> {
            if (handler.getBeanType().getPackageName().startsWith("dev.weir.")) {
                add(info, handler);
            }
        });
        all.sort(Comparator.comparing(Route::path)
                .thenComparing(Route::method)
                .thenComparing(route -> String.join(",", route.consumes())));
    }

    private void add(RequestMappingInfo info, HandlerMethod handler) {
        Needs needs = handler.getMethodAnnotation(Needs.class);
        if (needs == null) {
            throw new IllegalStateException(handler + " does not say by @Needs who may use it");
        }
        Set<String> consumes = info.getConsumesCondition().getConsumableMediaTypes().stream()
                .map(MediaType::toString)
                .collect(Collectors.toSet());
        boolean hidden = AnnotatedElementUtils.hasAnnotation(handler.getBeanType(), Hidden.class)
                || handler.hasMethodAnnotation(Hidden.class);
        collect(handler.getReturnType().getGenericParameterType());
        for (ApiResponse response : handler.getMethod().getAnnotationsByType(ApiResponse.class)) {
            Arrays.stream(response.content())
                    .forEach(content -> collect(content.schema().implementation()));
        }
        for (MethodParameter parameter : handler.getMethodParameters()) {
            if (parameter.hasParameterAnnotation(RequestBody.class)) {
                collect(parameter.getGenericParameterType());
            }
        }
        // Submits keep their keys with the jobs, and take them themselves.
        boolean acts = parameter(handler, Act.class) != null
                || Arrays.stream(handler.getMethodParameters()).anyMatch(Routes::isKey);
        for (String path : info.getPatternValues()) {
            for (RequestMethod method : info.getMethodsCondition().getMethods()) {
                all.add(new Route(method.name(), path, needs, consumes, hidden, acts));
            }
            if (info.getMethodsCondition().getMethods().isEmpty()) {
                all.add(new Route("*", path, needs, consumes, hidden, acts));
            }
        }
    }

    private static boolean isKey(MethodParameter parameter) {
        RequestHeader header = parameter.getParameterAnnotation(RequestHeader.class);
        return header != null && header.name().equals(Act.IDEMPOTENCY_KEY);
    }

    private void collect(Type type) {
        switch (type) {
            case ParameterizedType generic -> {
                collect(generic.getRawType());
                for (Type argument : generic.getActualTypeArguments()) {
                    collect(argument);
                }
            }
            case Class<?> plain
            when plain.getPackageName().startsWith("dev.weir.") && types.add(plain) -> {
                if (plain.isRecord()) {
                    for (RecordComponent component : plain.getRecordComponents()) {
                        collect(component.getGenericType());
                    }
                }
                if (plain.getPermittedSubclasses() != null) {
                    for (Class<?> permitted : plain.getPermittedSubclasses()) {
                        collect(permitted);
                    }
                }
            }
            default -> {
                // Nothing of ours.
            }
        }
    }

    /** All types of ours that bodies and answers are made of. */
    Set<Class<?>> types() {
        return Set.copyOf(types);
    }

    /** What the OpenAPI document calls a type. */
    static String schemaName(Class<?> type) {
        Schema schema = type.getAnnotation(Schema.class);
        return schema == null || schema.name().isEmpty() ? type.getSimpleName() : schema.name();
    }

    private static @Nullable Class<?> parameter(HandlerMethod handler, Class<?> type) {
        for (MethodParameter parameter : handler.getMethodParameters()) {
            if (parameter.getParameterType() == type) {
                return type;
            }
        }
        return null;
    }

    /** In order of path and method. */
    List<Route> all() {
        return List.copyOf(all);
    }
}
