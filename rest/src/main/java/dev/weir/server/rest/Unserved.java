package dev.weir.server.rest;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the container refuses before a route is found, said as everything else is. */
@Hidden
@RestController
class Unserved implements ErrorController {

    @RequestMapping("${server.error.path:/error}")
    @Needs(nobody = true)
    @Nullable
    ResponseEntity<ProblemDetail> refused(HttpServletRequest request, HttpServletResponse response) {
        if (response.isCommitted()) {
            // Part of an answer is on its way, and nothing may be put behind it.
            return null;
        }
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus status = code instanceof Integer number ? HttpStatus.resolve(number) : HttpStatus.NOT_FOUND;
        HttpHeaders headers = new HttpHeaders();
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        HttpStatus known = status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status;
        return new ResponseEntity<>(Refusals.of(known), headers, known);
    }
}
