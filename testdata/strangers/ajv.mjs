// Holds recorded answers to their schemas with AJV in its strict mode, which also refuses schemas that contradict
// themselves. Each operation must have answered at least one success.
import {createReadStream, readFileSync} from 'node:fs'
import {createInterface} from 'node:readline'
import {parse} from 'yaml'
import {Ajv} from 'ajv'
import addFormats from 'ajv-formats'

const [document, recording] = process.argv.slice(2)
const spec = parse(readFileSync(document, 'utf8'), {maxAliasCount: -1})
// strictRequired has no sense for `not: {required: [data]}`, by which a failure says that it has no data.
const ajv = new Ajv({strict: true, strictRequired: false, allErrors: true})
addFormats.default(ajv)

// Keywords of OpenAPI that say nothing about a value, and crmsim's own.
const extensions = new Set(['components', 'example', 'xml'])
JSON.stringify(spec, (key, value) => (key.startsWith('x-') && extensions.add(key), value))
ajv.addVocabulary([...extensions])
ajv.addSchema({$id: 'document', components: spec.components})

// absolute points the local references of an operation's own schemas at the document.
const absolute = schema => JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/'))
const resolve = ref => ref.$ref ? ref.$ref.slice(2).split('/').reduce((at, step) => at[step], spec) : ref

const operations = {}
for (const methods of Object.values(spec.paths)) {
  for (const op of Object.values(methods)) {
    const answer = resolve(op.responses['200']).content['application/json']
    const id = op['x-same-as'] ?? op.operationId
    operations[id] ??= {validate: ajv.compile(absolute(answer.schema)), first: ajv.compile(absolute(answer.schema.oneOf[0])), answers: 0, successes: 0}
  }
}

const problems = []
for await (const line of createInterface({input: createReadStream(recording)})) {
  const {operation, type, answer} = JSON.parse(line)
  if (!type.startsWith('application/json')) continue
  const op = operations[operation]
  op.answers++
  const value = JSON.parse(answer)
  if (op.first(value)) op.successes++
  if (!op.validate(value)) problems.push(`${operation}: ${answer.slice(0, 300)}: ${ajv.errorsText(op.validate.errors)}`)
}
for (const [id, op] of Object.entries(operations)) {
  if (!op.successes) problems.push(`${id}: no success among ${op.answers} recorded answers`)
}
problems.slice(0, 20).forEach(p => console.log(p))
if (problems.length > 20) console.log(`and ${problems.length - 20} more`)
process.exit(problems.length ? 1 : 0)
