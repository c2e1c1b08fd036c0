<?php
// A sandbox a test, with PHP's streams: Quancheng Cloud (a token in a form) and Dustess (a token in the query).

$crmsim = getenv('CRMSIM_URL') ?: 'http://127.0.0.1:8080';

function call(string $method, string $url, $body = null): array
{
    $form = is_string($body);
    $http = ['method' => $method, 'ignore_errors' => true, 'timeout' => 10, 'content' => $form || $body === null ? (string) $body : json_encode($body),
        'header' => 'Content-Type: application/' . ($form ? 'x-www-form-urlencoded' : 'json')];
    $text = file_get_contents($url, false, stream_context_create(['http' => $http]));
    return [(int) explode(' ', $http_response_header[0])[1], json_decode((string) $text, true)];
}

function expect(bool $holds, string $what): void
{
    echo $holds ? 'ok' : 'NOT OK', " - $what\n";
    $holds || exit(1);
}

[, $world] = call('POST', "$crmsim/_sim/sandboxes", new stdClass());
$control = fn (string $method, string $path, $body = null) => call($method, "$crmsim/_sim/sandboxes/{$world['name']}$path", $body);
register_shutdown_function(fn () => $control('DELETE', ''));

// Quancheng Cloud: sign in once, then send the token with every form.
$c = $world['credentials']['quancheng'];
$base = $world['base_urls']['quancheng'];
$login = ['org_id' => $c['org_id'], 'login_name' => $c['login_name'], 'password' => $c['password']];
[, $answer] = call('POST', $base . 'Token/Get.ashx', http_build_query($login));
$quancheng = fn (string $path, array $form) => call('POST', "$base$path.ashx", http_build_query($form + ['token' => $answer['value']]));

// Dustess: a token for two hours, in the query of every call.
$d = $world['credentials']['dustess'];
$base2 = $world['base_urls']['dustess'];
[, $token] = call('POST', $base2 . 'auth/v1/access_token/token', ['clientId' => $d['client_id'], 'clientSecret' => $d['client_secret']]);
$dustess = fn (string $path, $body) => call('POST', "$base2$path?accessToken={$token['data']['accessToken']}", $body);

$control('PUT', '/faults', ['quancheng.saveCustomer=503:x1:after']);
[$status] = $quancheng('CRM/Customer/Save', ['json' => json_encode(['Name' => '甲公司'])]);
expect($status === 503, 'the write fails');
[, $there] = $quancheng('CRM/Customer/NameIsRepeat', ['sName' => '甲公司', 'id' => 0]);
expect($there['value'] === true, 'and yet it took effect, so it is not repeated');

$control('PUT', '/clock', ['advance' => '90m']);
[, $pools] = $dustess('customer/v1/getCustomerPoolList', new stdClass());
expect($pools['success'] === true, 'the token is good for two hours');

[, $verified] = $control('POST', '/verify', ['operation' => 'saveCustomer', 'exactly' => 1, 'where' => ['parameters' => ['json' => ['Name' => '甲公司']]]]);
expect($verified['satisfied'], $verified['message']);
[, $report] = $control('GET', '/report');
expect($report['verdict'] === 'clean', 'the verdict is clean ' . json_encode($report['problems'], JSON_UNESCAPED_UNICODE));
