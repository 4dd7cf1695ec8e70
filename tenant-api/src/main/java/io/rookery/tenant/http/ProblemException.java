package io.rookery.tenant.http;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Ends a request with a problem.
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final transient List<Fault> faults;
    private final @Nullable Duration retryAfter;

    public ProblemException(Problem problem, String detail) {
        this(problem, detail, List.of(), null);
    }

    public ProblemException(Problem problem, String detail, List<Fault> faults) {
        this(problem, detail, faults, null);
    }

    ProblemException(
            Problem problem, String detail, List<Fault> faults, @Nullable Duration retryAfter) {
        // It is an answer, not a failure: nobody looks at where it was made.
        super(detail, null, false, false);
        this.problem = problem;
        this.faults = List.copyOf(faults);
        this.retryAfter = retryAfter;
    }

    /// No resource of the tenant has this address, or it is another tenant's: one answer for both.
    public static ProblemException notFound() {
        return new ProblemException(
                Problem.NOT_FOUND, "No resource of this tenant has this address.");
    }

    /// One property of the body breaks a rule.
    ///
    /// @param pointer JSON Pointer into the body
    public static ProblemException invalid(String pointer, String detail) {
        return invalid(List.of(new Fault(pointer, detail)));
    }

    /// Properties of the body break rules.
    public static ProblemException invalid(List<Fault> faults) {
        return new ProblemException(
                Problem.INVALID_REQUEST, "The body breaks a rule; see errors.", faults);
    }

    /// A parameter or header cannot be used.
    public static ProblemException parameter(String name, String detail) {
        return new ProblemException(
                Problem.INVALID_PARAMETER,
                "A parameter cannot be used; see errors.",
                List.of(new Fault(name, detail)));
    }

    public Problem problem() {
        return problem;
    }

    /// What is wrong, one by one.
    public List<Fault> faults() {
        return faults;
    }

    /// When to come again.
    @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
