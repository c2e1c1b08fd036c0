"""A sandbox a test, with Python's standard library: WiseCRM365 (MD5 over the sorted query) and Dustess (a token)."""
import datetime, hashlib, json, os, unittest, urllib.error, urllib.parse, urllib.request

CRMSIM = os.environ.get("CRMSIM_URL", "http://127.0.0.1:8080")


def call(method, url, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read() or b"null")


class SyncTest(unittest.TestCase):
    def setUp(self):
        self.world = call("POST", f"{CRMSIM}/_sim/sandboxes", {})
        self.addCleanup(self.control, "DELETE", "")

    def control(self, method, path, body=None):
        return call(method, f"{CRMSIM}/_sim/sandboxes/{self.world['name']}{path}", body)

    def now(self):
        return datetime.datetime.fromisoformat(self.control("GET", "/clock")["now"][:19] + "+00:00")

    def wisecrm(self, method, path, body=None, **query):
        c = self.world["credentials"]["wisecrm"]
        query |= {"appid": c["appid"], "op_user": c["op_user"], "sign_type": "MD5", "timestamp": str(int(self.now().timestamp() * 1000))}
        text = "".join(f"{name}={query[name]}&" for name in sorted(query)) + "appkey=" + c["appkey"]
        query["sign"] = hashlib.md5(text.encode()).hexdigest()
        return call(method, f"{self.world['base_urls']['wisecrm']}{path}?{urllib.parse.urlencode(query)}", body)

    def dustess(self, path, body):
        c, base = self.world["credentials"]["dustess"], self.world["base_urls"]["dustess"]
        token = call("POST", base + "auth/v1/access_token/token", {"clientId": c["client_id"], "clientSecret": c["client_secret"]})
        return call("POST", f"{base}{path}?accessToken={token['data']['accessToken']}", body)

    def test_a_write_that_commits_and_then_fails(self):
        self.control("PUT", "/faults", ["wisecrm.addAccount=503:x1:after"])
        with self.assertRaises(urllib.error.HTTPError):
            self.wisecrm("POST", "account/add", {"accountName": "杨志永"})
        found = self.wisecrm("GET", "account/list", fields="accountName", qname="杨志永")
        self.assertEqual(1, found["total_size"], "look before writing again: it took effect")
        verified = self.control("POST", "/verify", {"operation": "addAccount", "exactly": 1, "where": {"body": {"accountName": "杨志永"}}})
        self.assertTrue(verified["satisfied"], verified["message"])

    def test_two_vendors_a_day_later(self):
        self.control("PUT", "/clock", {"advance": "24h"})
        self.assertEqual(0, self.wisecrm("POST", "account/add", {"accountName": "老黄"})["error_code"])
        self.assertTrue(self.dustess("customer/v1/getCustomerPoolList", {})["success"])
        report = self.control("GET", "/report")
        self.assertEqual("clean", report["verdict"], report["problems"])


if __name__ == "__main__":
    unittest.main()
