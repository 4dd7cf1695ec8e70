package io.rookery.tenant.http;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// What anyone may read: the API's description, and what its problems mean.
@Controller
final class DocumentController {
    private static final String DESCRIPTION = "/openapi/tenant-api.yaml";
    private static final String MARKDOWN = "text/markdown;charset=utf-8";

    private final byte[] description;

    DocumentController() {
        try (InputStream in = DocumentController.class.getResourceAsStream(DESCRIPTION)) {
            if (in == null) {
                throw new IllegalStateException(
                        "resource: " + DESCRIPTION + " missing (expected: packed by the build)");
            }
            description = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// OpenAPI 3.1.
    @Get("/openapi.yaml")
    @Produces("application/yaml")
    byte[] description() {
        return description.clone();
    }

    @Get("/problems")
    @Produces(MARKDOWN)
    String problems() {
        return Problem.page();
    }

    @Get("/problems/{code}")
    @Produces(MARKDOWN)
    HttpResponse<String> problem(String code) {
        return Problem.ofCode(code)
                .map(problem -> HttpResponse.ok(problem.section()))
                .orElseThrow(ProblemException::notFound);
    }
}
