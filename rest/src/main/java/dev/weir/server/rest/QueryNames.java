package dev.weir.server.rest;

import dev.weir.provider.Nearest;
import dev.weir.server.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.RecordComponent;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses a query with a parameter that its route does not take: one that was mistyped would be passed over, and the answer
 * would be to another question. What a route takes is what its method takes; one that takes the request itself reads its
 * query itself, and calls {@link #require}.
 */
@Component
final class QueryNames implements HandlerInterceptor {

    private static final Pattern AND = Pattern.compile("&");

    private final Map<HandlerMethod, Set<String>> known = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String query = request.getQueryString();
        if (query == null || !(handler instanceof HandlerMethod route)) {
            return true;
        }
        Needs needs = route.getMethodAnnotation(Needs.class);
        // Who asks whether the server lives may add what keeps caches away.
        if (needs != null && !needs.nobody() && !readsItself(route)) {
            require(query, known.computeIfAbsent(route, QueryNames::of));
        }
        return true;
    }

    private static boolean readsItself(HandlerMethod route) {
        return Arrays.stream(route.getMethodParameters())
                .anyMatch(parameter -> parameter.getParameterType() == HttpServletRequest.class);
    }

    private static Set<String> of(HandlerMethod route) {
        return Arrays.stream(route.getMethodParameters())
                .flatMap(QueryNames::of)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> of(MethodParameter parameter) {
        if (parameter.getParameterType() == PageWish.class) {
            return properties(PageWish.class);
        }
        RequestParam said = parameter.getParameterAnnotation(RequestParam.class);
        if (said == null) {
            return Stream.empty();
        }
        return Stream.of(said.name().isEmpty() ? parameter.getParameter().getName() : said.name());
    }

    /** What a record is made of, by name. */
    static Stream<String> properties(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName);
    }

    /**
     * Holds a query to those parameters.
     *
     * @param query as it was sent; null for none
     * @throws Problem when it has another one, or is no text
     */
    static void require(@Nullable String query, Collection<String> known) {
        if (query == null) {
            return;
        }
        List<String> sent = AND.splitAsStream(query)
                .filter(Predicate.not(String::isEmpty))
                .map(parameter -> decoded(parameter).replaceFirst("(?s)=.*", ""))
                .toList();
        for (String name : sent) {
            if (!known.contains(name)) {
                throw Problem.invalid(
                                "unknown_parameter",
                                "There is no parameter '" + name + "' here." + Nearest.question(known, name)
                                        + (known.isEmpty()
                                                ? " Nothing is taken from the query."
                                                : " There are: "
                                                        + known.stream()
                                                                .sorted()
                                                                .collect(Collectors.joining(", "))
                                                        + "."))
                        .at("/" + Problem.At.escaped(name), "is not known");
            }
        }
    }

    private static String decoded(String parameter) {
        try {
            byte[] bytes =
                    URLDecoder.decode(parameter, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException unreadable) {
            throw Refusals.undecodable();
        }
    }
}
