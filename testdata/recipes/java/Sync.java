// A sandbox a test, with java.net.http and no build: SocialEpoch (three signed headers) and Quancheng Cloud (a token).
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.*;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;

public class Sync {
    static final String CRMSIM = System.getenv().getOrDefault("CRMSIM_URL", "http://127.0.0.1:8080");
    static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    static String world; // what the control API shows of the sandbox

    static HttpResponse<String> call(String method, String url, String type, String body, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url)).method(method, HttpRequest.BodyPublishers.ofString(body)).header("Content-Type", type);
        return HTTP.send((headers.length > 0 ? request.headers(headers) : request).build(), HttpResponse.BodyHandlers.ofString());
    }

    static String control(String method, String path, String body) throws Exception {
        return call(method, CRMSIM + "/_sim/sandboxes/" + value(world, "name") + path, "application/json", body).body();
    }

    static String value(String json, String name) { // Enough of a parser for flat names.
        var found = Pattern.compile("\"" + name + "\":\\s*\"?([^\",}\\s]+)").matcher(json);
        return found.find() ? found.group(1) : "";
    }

    static HttpResponse<String> socialepoch(String path, String body) throws Exception {
        String tenant = value(world, "tenant_id"), timestamp = "" + Instant.parse(value(control("GET", "/clock", ""), "now")).toEpochMilli();
        byte[] md5 = MessageDigest.getInstance("MD5").digest((tenant + timestamp + value(world, "api_key")).getBytes(StandardCharsets.UTF_8));
        return call("POST", CRMSIM + "/" + path, "application/json", body, "tenant_id", tenant, "timestamp", timestamp, "token", HexFormat.of().formatHex(md5));
    }

    static String quancheng(String path, String form) throws Exception {
        return call("POST", CRMSIM + "/WebApi/Handler/1.0/" + path, "application/x-www-form-urlencoded", form).body();
    }

    static void expect(boolean holds, String what) {
        System.out.println((holds ? "ok - " : "NOT OK - ") + what);
        if (!holds) System.exit(1);
    }

    public static void main(String[] args) throws Exception {
        world = call("POST", CRMSIM + "/_sim/sandboxes", "application/json", "{}").body();
        control("PUT", "/faults", "[\"socialepoch.addAgent=503:x1:after\"]");
        expect(socialepoch("se-api/user/add", "{\"username\":\"shun\",\"nickname\":\"s\",\"password\":\"1234567\"}").statusCode() == 503, "the write fails");
        expect(socialepoch("se-api/user/query", "{\"username\":\"shun\"}").body().contains("\"shun\""), "and yet it took effect, so it is not repeated");
        control("PUT", "/clock", "{\"advance\":\"24h\"}");
        String login = URLEncoder.encode(value(world, "login_name"), StandardCharsets.UTF_8);
        String token = value(quancheng("Token/Get.ashx", "org_id=1&login_name=" + login + "&password=" + value(world, "password")), "value");
        expect(quancheng("CRM/Customer/NameIsRepeat.ashx", "sName=x&id=0&token=" + token).contains("false"), "the other vendor answers");
        expect(control("POST", "/verify", "{\"operation\":\"addAgent\",\"exactly\":1}").contains("\"satisfied\": true"), "one write");
        String report = control("GET", "/report", "");
        control("DELETE", "", "");
        expect(report.contains("\"verdict\": \"clean\""), "the verdict is clean");
    }
}
