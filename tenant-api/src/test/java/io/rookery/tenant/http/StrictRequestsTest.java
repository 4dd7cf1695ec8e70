package io.rookery.tenant.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.tenant.ApiNode;
import io.rookery.tenant.ApiNode.Answer;
import io.rookery.tenant.ApiNode.Tenant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that two programs could understand in two ways are refused, and nothing has happened.
class StrictRequestsTest {
    @RegisterExtension static final ApiNode NODE = new ApiNode();

    private static final String FINE = "{\"name\":\"strict\"}";

    private static Tenant tenant = new Tenant("", "");

    @BeforeAll
    static void makeTenant() {
        tenant = NODE.newTenant("Strict");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                FINE + " xyz",
                FINE + FINE,
                FINE + "]",
                FINE + ",",
                FINE + "\u0000",
                "\ufeff" + FINE,
                "// comment\n" + FINE,
                "{\"name\":\"a\tb\"}",
                "{\"name\":\"strict\",\"scopes\":[\"domains:read\",]}",
                "{\"name\":'strict'}",
                "{name:\"strict\"}",
                "{\"name\":+1}",
                "{\"name\":01}",
                "{\"name\":\"\\x41\"}"
            })
    void a_body_that_is_more_or_less_than_one_json_value_is_malformed(String body) {
        Answer refused = NODE.post("/v1/api-keys", tenant.key(), body);

        assertRefused(refused, 400, "malformed_json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"name\":\"a\",\"name\":\"b\"}|/name",
                "{\"name\":\"a\",\"\\u006eame\":\"a\"}|/name",
                "{\"name\":null,\"name\":\"b\"}|/name",
                "{\"name\":\"a\",\"x/~\":{\"y\":1,\"y\":1}}|/x~1~0/y",
                "{\"name\":\"a\",\"scopes\":[\"keys:read\",{\"a\":1,\"a\":2}]}|/scopes/1/a",
                "{\"name\":\"\\ud800 half\"}|/name",
                "{\"name\":\"half \\udc00\"}|/name",
                "{\"name\":\"\\udc00\\ud800\"}|/name",
                "{\"name\":\"a\",\"scopes\":[\"\\ud83d\"]}|/scopes/0",
                "{\"\\ud800\":1}|``",
                "{\"name\":\"nul \\u0000\"}|/name",
                "{\"name\":7}|/name",
                "{\"name\":true}|/name",
                "{\"name\":[\"a\"]}|/name",
                "{\"name\":{}}|/name",
                "{\"name\":1e999999999}|/name",
                "{\"name\":\"a\",\"expires_at\":1}|/expires_at",
                "{\"name\":\"a\",\"nmae\":\"b\"}|/nmae",
                "{\"name\":\"a\",\"Name\":\"b\"}|/Name"
            })
    void a_member_that_breaks_a_rule_is_named_by_its_pointer(String body, String pointer) {
        Answer refused = NODE.post("/v1/api-keys", tenant.key(), body);

        assertRefused(refused, 422, "invalid_request");
        assertThat(refused.pointers()).containsExactly(pointer);
    }

    @Test
    void a_pair_of_surrogates_is_one_character_and_comes_back() {
        Answer made = NODE.post("/v1/api-keys", tenant.key(), "{\"name\":\"\\ud83d\\ude00\"}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("name")).isEqualTo("\ud83d\ude00");
    }

    @Test
    void bytes_that_are_not_utf_8_are_malformed() {
        Answer latin = bytes("{\"name\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
        Answer wide = bytes(FINE.getBytes(StandardCharsets.UTF_16));
        Answer overlong =
                bytes("{\"name\":\"\u00c0\u00af\"}".getBytes(StandardCharsets.ISO_8859_1));
        Answer surrogate =
                bytes("{\"name\":\"\u00ed\u00a0\u0080\"}".getBytes(StandardCharsets.ISO_8859_1));

        assertRefused(latin, 400, "malformed_json");
        assertRefused(wide, 400, "malformed_json");
        assertRefused(overlong, 400, "malformed_json");
        assertRefused(surrogate, 400, "malformed_json");
    }

    @Test
    void nesting_is_bounded_and_the_deepest_place_is_named() {
        Answer deep =
                NODE.post(
                        "/v1/api-keys",
                        tenant.key(),
                        "{\"name\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}");
        Answer shallow =
                NODE.post(
                        "/v1/api-keys",
                        tenant.key(),
                        "{\"name\":" + "[".repeat(15) + "]".repeat(15) + "}");

        assertRefused(deep, 422, "invalid_request");
        assertThat(deep.pointers()).containsExactly("/name" + "/0".repeat(15));
        assertThat(deep.text("errors", 0, "detail")).contains("16");
        assertThat(shallow.pointers()).containsExactly("/name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/problem+json",
                "application/json; charset=utf-16",
                "application/json; charset=iso-8859-1",
                "application/json; charset=utf-8; charset=utf-16",
                "application/json; v=1",
                "application/json, text/plain",
                "application/jsonx",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "text/json",
                "text/plain",
                "json",
                "*/*"
            })
    void a_body_of_another_type_or_charset_is_refused(String type) {
        Answer refused = raw("POST", "/v1/api-keys", "Content-Type: " + type + "\r\n", FINE);

        assertRefused(refused, 415, "unsupported_media_type");
    }

    @Test
    void a_body_needs_one_type_and_no_encoding() {
        Answer none = raw("POST", "/v1/api-keys", "", FINE);
        Answer empty = raw("POST", "/v1/api-keys", "Content-Type:\r\n", FINE);
        Answer two =
                raw(
                        "POST",
                        "/v1/api-keys",
                        "Content-Type: application/json\r\nContent-Type: application/json\r\n",
                        FINE);
        Answer put = raw("PUT", "/v1/domains/strict.test/hook", "", FINE);
        Answer unneeded = raw("POST", "/v1/domains/strict.test/suspend", "", FINE);

        assertRefused(none, 415, "unsupported_media_type");
        assertThat(none.pointers()).containsExactly("Content-Type");
        assertRefused(empty, 415, "unsupported_media_type");
        assertRefused(two, 415, "unsupported_media_type");
        assertRefused(put, 415, "unsupported_media_type");
        assertRefused(unneeded, 415, "unsupported_media_type");
    }

    @Test
    void a_packed_body_is_as_large_as_what_is_in_it() throws IOException {
        Answer taken = bytes(gzip(FINE), "Content-Encoding", "gzip");
        Answer strict = bytes(gzip(FINE + " xyz"), "Content-Encoding", "gzip");
        Answer bomb = bytes(gzip("[" + " ".repeat(10_000_000)), "Content-Encoding", "gzip");
        Answer lie = NODE.post("/v1/api-keys", tenant.key(), FINE, "Content-Encoding", "gzip");
        Answer unheard = NODE.post("/v1/api-keys", tenant.key(), FINE, "Content-Encoding", "x");

        assertThat(taken.status()).isEqualTo(201);
        assertRefused(strict, 400, "malformed_json");
        assertRefused(bomb, 413, "body_too_large");
        assertRefused(lie, 400, "malformed_json");
        assertRefused(unheard, 415, "unsupported_media_type");
        assertThat(unheard.pointers()).containsExactly("Content-Encoding");
    }

    private static byte[] gzip(String text) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/json;charset=utf-8",
                "application/json; charset=UTF-8",
                "application/json ; charset=\"utf-8\""
            })
    void json_in_utf_8_is_taken_however_it_is_spelled(String type) {
        Answer made = raw("POST", "/v1/api-keys", "Content-Type: " + type + "\r\n", FINE);

        assertThat(made.status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/domains/%zz, path",
        "/v1/domains?cursor=%zz, query",
        "/v1/domains?limit=1&cursor=%, query",
        "/v1/domains/a\\b, path",
        "/nothing/%zz, path"
    })
    void what_is_no_uri_is_not_the_bodys_fault(String address, String where) {
        Answer refused = raw("GET", address, "", "");

        assertRefused(refused, 400, "malformed_request");
        assertThat(refused.pointers()).containsExactly(where);
        assertThat(refused.header("X-Request-Id")).contains(refused.text("request_id"));
    }

    @Test
    void a_head_that_is_no_http_or_too_long_is_told_so() {
        Answer header = raw("GET", "/v1/me", "Bad Header: x\r\n", "");
        Answer long1 = raw("GET", "/v1/me?x=" + "a".repeat(5_000), "", "");
        Answer long2 = raw("GET", "/v1/me", "X-Long: " + "a".repeat(9_000) + "\r\n", "");

        assertRefused(header, 400, "malformed_request");
        assertRefused(long1, 431, "head_too_large");
        assertRefused(long2, 431, "head_too_large");
    }

    @Test
    void an_octet_that_is_no_utf_8_in_a_path_is_nobodys_name() {
        assertRefused(raw("GET", "/v1/domains/%ff", "", ""), 404, "not_found");
        assertRefused(raw("GET", "/v1/domains/a%00b.test", "", ""), 404, "not_found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Idempotency-Key: a\r\nIdempotency-Key: b\r\n",
                "Idempotency-Key: a\r\nidempotency-key: a\r\n",
                "Idempotency-Key:\r\n",
                "Idempotency-Key: \"\"\r\n",
                "Idempotency-Key: a b\r\n",
                "Idempotency-Key: \u00e9\r\n",
                "Idempotency-Key: ~256~\r\n"
            })
    void an_idempotency_key_that_cannot_be_used_is_named_on_every_method(String header) {
        String given = header.replace("~256~", "k".repeat(256));
        Answer post =
                raw("POST", "/v1/api-keys", given + "Content-Type: application/json\r\n", FINE);
        Answer put =
                raw(
                        "PUT",
                        "/v1/domains/a.test/hook",
                        given + "Content-Type: application/json\r\n",
                        FINE);

        assertRefused(post, 400, "invalid_parameter");
        assertThat(post.pointers()).containsExactly("Idempotency-Key");
        assertRefused(put, 400, "invalid_parameter");
    }

    @Test
    void a_parameter_that_is_there_twice_is_named() {
        Answer limit = NODE.get("/v1/domains?limit=1&limit=2", tenant.key());
        Answer cursor = NODE.get("/v1/domains?cursor=&cursor=", tenant.key());

        assertRefused(limit, 400, "invalid_parameter");
        assertThat(limit.pointers()).containsExactly("limit");
        assertThat(cursor.pointers()).containsExactly("cursor");
    }

    @Test
    void a_body_has_no_meaning_where_none_is_described() {
        Answer get = raw("GET", "/v1/me", "Content-Type: text/plain\r\n", "hello");
        Answer delete = raw("DELETE", "/v1/domains/none.test", "", "hello");

        assertThat(get.status()).isEqualTo(200);
        assertRefused(delete, 404, "not_found");
    }

    @Test
    void json_is_the_only_representation_and_nothing_of_accept_comes_back() {
        Answer html = NODE.send("GET", "/v1/me", tenant.key(), null, "Accept", "text/html");
        Answer any = NODE.send("GET", "/v1/me", tenant.key(), null, "Accept", "text/html, */*");
        Answer odd =
                NODE.send("GET", "/v1/me", tenant.key(), null, "Accept", "application/json;a=b");

        assertRefused(html, 406, "not_acceptable");
        assertThat(any.status()).isEqualTo(200);
        assertThat(odd.header("Content-Type")).contains("application/json");
    }

    @Test
    void a_path_with_a_slash_behind_it_is_the_same_resource_and_head_is_get_without_its_body() {
        Answer slash = NODE.get("/v1/me/", tenant.key());
        Answer head = NODE.send("HEAD", "/v1/me", tenant.key(), null);
        Answer missing = NODE.send("HEAD", "/v1/domains/none.test", tenant.key(), null);

        assertThat(slash.text("key_id")).isNotEmpty();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.http().body()).isEmpty();
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.http().body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "PATCH", "OPTIONS", "TRACE", "FOO"})
    void a_method_that_a_resource_lacks_is_answered_with_those_it_has(String method) {
        Answer refused = raw(method, "/v1/domains", "", "");

        assertRefused(refused, 405, "method_not_allowed");
        assertThat(refused.header("Allow").orElse("").split(",", -1))
                .containsExactlyInAnyOrder("GET", "HEAD", "POST");
    }

    @Test
    void who_has_no_key_learns_nothing_about_his_body() {
        Answer refused = NODE.post("/v1/api-keys", "rk_live_nobody", "{\"a\":1,\"a\":1} xyz");

        assertRefused(refused, 401, "unauthenticated");
    }

    private static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
        assertThat(answer.text("code")).isEqualTo(code);
        assertThat(answer.header("Content-Type")).contains("application/problem+json");
        assertThat(answer.http().body()).doesNotContainIgnoringCase("exception", "jackson");
    }

    private static Answer raw(String method, String address, String headers, String body) {
        return RawHttp.send(
                NODE.api().uri(),
                method,
                address,
                "Authorization: Bearer " + tenant.key() + "\r\n" + headers,
                body);
    }

    private static Answer bytes(byte[] body, String... headers) {
        var request =
                NODE.request("/v1/api-keys")
                        .header("Authorization", "Bearer " + tenant.key())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return NODE.send(request);
    }
}
