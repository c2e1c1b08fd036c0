// A sandbox a test, with fetch and node:test: SocialEpoch (three signed headers) and WiseCRM365 (SHA1 over the sorted query).
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

const crmsim = process.env.CRMSIM_URL ?? 'http://127.0.0.1:8080';
const digest = (algorithm, text) => createHash(algorithm).update(text).digest('hex');

async function call(method, url, body, headers = {}) {
  const answer = await fetch(url, { method, headers: { 'Content-Type': 'application/json', ...headers }, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? null : answer.json();
}

async function world(t) {
  const { name, credentials, base_urls: base } = await call('POST', `${crmsim}/_sim/sandboxes`, {});
  const control = (method, path, body) => call(method, `${crmsim}/_sim/sandboxes/${name}${path}`, body);
  const now = async () => String(Date.parse((await control('GET', '/clock')).now));
  t.after(() => control('DELETE', ''));
  return {
    control,
    async socialepoch(path, body) {
      const { tenant_id, api_key } = credentials.socialepoch, timestamp = await now();
      return call('POST', base.socialepoch + path, body, { tenant_id, timestamp, token: digest('md5', `${tenant_id}${timestamp}${api_key}`) });
    },
    async wisecrm(method, path, query, body) {
      const { appid, appkey, op_user } = credentials.wisecrm;
      const sent = { ...query, appid, op_user, sign_type: 'SHA1', timestamp: await now() };
      const text = Object.keys(sent).sort().map((name) => `${name}=${sent[name]}&`).join('') + `appkey=${appkey}`;
      return call(method, `${base.wisecrm}${path}?${new URLSearchParams({ ...sent, sign: digest('sha1', text) })}`, body);
    },
  };
}

test('a write that commits and then hangs up is not repeated', async (t) => {
  const w = await world(t);
  const agent = { username: 'shun', nickname: 'shun123', password: '1234567' };
  await w.control('PUT', '/faults', ['socialepoch.addAgent=reset:x1:after']);
  await assert.rejects(w.socialepoch('se-api/user/add', agent));
  assert.equal((await w.socialepoch('se-api/user/query', { username: 'shun' })).data.nickname, 'shun123', 'it took effect');
  const verified = await w.control('POST', '/verify', { operation: 'addAgent', exactly: 1, where: { body: { username: 'shun' } } });
  assert.ok(verified.satisfied, verified.message);
});

test('two vendors, a day later', async (t) => {
  const w = await world(t);
  await w.control('PUT', '/clock', { advance: '24h' });
  assert.equal((await w.wisecrm('POST', 'account/add', {}, { accountName: '老黄' })).error_code, 0);
  assert.equal((await w.socialepoch('se-api/user/query', { username: 'nobody' })).code, 200);
  const report = await w.control('GET', '/report');
  assert.equal(report.verdict, 'clean', JSON.stringify(report.problems, null, 2));
});
