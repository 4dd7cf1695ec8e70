package io.rookery.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MeterTest {
    @Test
    void the_page_about_meters_says_what_the_code_says() throws IOException {
        // The test runs in the module's folder.
        Path page = Path.of("..", "docs", "meters.md");

        if (Boolean.getBoolean("rookery.write-docs")) {
            Files.writeString(page, page());
        }

        assertThat(page)
                .as("write it anew with -Drookery.write-docs=true")
                .content()
                .isEqualTo(page());
    }

    @Test
    void keys_are_found_and_unknown_ones_are_not() {
        assertThat(Meter.ofKey("peak_sessions")).contains(Meter.PEAK_SESSIONS);
        assertThat(Meter.ofKey("PEAK_SESSIONS")).isEmpty();
    }

    private static String page() {
        var page =
                new StringBuilder(
                        """
                        # Meters

                        What is counted for each domain, made from `io.rookery.billing.Meter`. All times are UTC.
                        """);
        for (Meter meter : Meter.values()) {
            page.append(
                    """

                    ## `%s`
                    %s

                    - Unit: %s; %s.
                    - After a crash: %s
                    """
                            .formatted(
                                    meter.key(),
                                    meter.meaning(),
                                    meter.unit(),
                                    periods(meter),
                                    meter.loss()));
        }
        return page.toString();
    }

    private static String periods(Meter meter) {
        return switch (meter.aggregation()) {
            case SUM -> "added up by hour, day and month";
            case PEAK -> "greatest minute of an hour, day or month, each domain by itself";
            case DISTINCT -> "by month only";
        };
    }
}
