// Reads a document as a YAML 1.1 reader does, such as PyYAML, and as a YAML 1.2 reader does. Both must see the same, all
// keys must be strings, and every $ref must lead somewhere.
import {readFileSync} from 'node:fs'
import {isDeepStrictEqual} from 'node:util'
import {parse, parseDocument, visit, isScalar} from 'yaml'

const text = readFileSync(process.argv[2], 'utf8')
const old = parse(text, {version: '1.1', maxAliasCount: -1})
const problems = []
visit(parseDocument(text, {version: '1.1'}), {
  Pair(_, pair) {
    // The statuses of responses are quoted, so that they are strings too.
    if (isScalar(pair.key) && typeof pair.key.value !== 'string') problems.push(`key ${pair.key.source} is no string`)
  },
})
if (!isDeepStrictEqual(old, parse(text, {version: '1.2', maxAliasCount: -1}))) problems.push('YAML 1.1 and 1.2 see different values')

function follow(value) {
  if (Array.isArray(value)) return value.forEach(follow)
  if (value === null || typeof value !== 'object') return
  if (typeof value.$ref === 'string') {
    const steps = value.$ref.replace(/^#\//, '').split('/').map(s => s.replaceAll('~1', '/').replaceAll('~0', '~'))
    if (steps.reduce((at, step) => at?.[step], old) === undefined) problems.push(`${value.$ref} leads nowhere`)
  }
  Object.values(value).forEach(follow)
}
follow(old)
problems.forEach(p => console.log(p))
process.exit(problems.length ? 1 : 0)
