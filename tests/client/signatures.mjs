// Signatures and documents, both ways: what the client signs we accept, what we sign or write the client accepts.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { albion, args, finish, must, step } from './steps.mjs'
import { MISSING_KEY, Tool } from './tool.mjs'

const tool = new Tool(args.build)
const keys = join(args.build, 'keys')
const SUPPLIER = '90-b3-d5-1f-30-01-00-00'
const METER = '00-db-12-34-56-78-90-a0'

function fresh(name) {
  const dir = join(args.build, name)
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir, { recursive: true })
  return dir
}

/** Read Instantaneous Import Registers, built by the client's own parser. */
function readRequest() {
  return tool.parser.constructDuis('simplified', {
    header: {
      type: 'request',
      commandVariant: 1,
      requestId: { originatorId: SUPPLIER, targetId: METER, counter: 1001n },
      serviceReference: '4.1',
      serviceReferenceVariant: '4.1.1',
    },
    body: { ReadInstantaneousImportRegisters: '' },
  })
}

async function refuses(promise) {
  return promise.then(() => false, () => true)
}

await step('the client signs a request, we accept it', async () => {
  const signed = await tool.sign(readRequest())
  const answer = albion(['duis', 'verify', '--keys', keys, '-'], signed)
  must(answer.status === 0 && answer.stdout.startsWith('ok '), answer.stdout + answer.stderr)
  const changed = albion(['duis', 'verify', '--keys', keys, '-'], signed.replace(':1001', ':1002'))
  must(changed.status === 1 && changed.stdout.startsWith('FAIL '), `changed: ${changed.stdout}`)
})

await step('we sign a request, the client accepts it', async () => {
  const signed = albion(['duis', 'sign', '--keys', keys, '-'], readRequest())
  must(signed.status === 0, signed.stderr)
  const plain = await tool.validate(signed.stdout)
  must(!plain.includes('Signature'), 'the signature is still there')
  const header = tool.parser.parseDuis('simplified', plain).header
  must(header.requestId.counter === 1001n, `counter ${header.requestId.counter}`)
  must(await refuses(tool.validate(signed.stdout.replace(':1001', ':1002'))), 'the client accepts a changed request')
})

await step('we write responses of every kind, the client accepts and reads them', async () => {
  const dir = fresh('responses')
  const written = spawnSync(args.responses, [keys, dir], { encoding: 'utf8' })
  must(written.status === 0, written.stdout + written.stderr)
  const files = readdirSync(dir)
  for (const file of files) {
    const xml = readFileSync(join(dir, file))
    const plain = await tool.validate(xml).catch((error) => must(false, `${file}: ${error.message}`))
    const response = tool.parser.parseDuis('simplified', plain)
    must(response.header.type === 'response', file)
    must(Object.keys(response.body)[0] === file.split('.')[0], `${file}: ${Object.keys(response.body)}`)
  }
  must(files.length >= 10, `only ${files.length} kinds`)
  return `${files.length} kinds`
})

/** Every request where Java can do many at once, else some. */
function sharedRequests() {
  const all = readdirSync(args.requests).map((name) => join(args.requests, name))
  return tool.hasCompiler ? all : all.filter((_, i) => i % 20 === 0)
}

if (existsSync(args.requests)) {
  const requests = sharedRequests()
  let signable = []

  await step('the client signs the reference requests, we accept them', async () => {
    const dir = fresh('signed-by-client')
    const codes = await tool.many('sign', requests, dir)
    const odd = requests.filter((_, i) => codes[i] !== 0 && codes[i] !== MISSING_KEY)
    must(odd.length === 0, `the client signs not ${odd}`)
    signable = requests.filter((_, i) => codes[i] === 0)
    const files = signable.map((file) => join(dir, file.split('/').pop()))
    const answer = albion(['duis', 'verify', '--keys', keys, ...files])
    const bad = answer.stdout.split('\n').filter((line) => line && !line.includes(': ok '))
    must(answer.status === 0 && bad.length === 0, bad.join('\n') + answer.stderr)
    return `${signable.length} of ${requests.length}, for the others it has no key`
  })

  await step('we sign the reference requests, the client accepts them', async () => {
    const dir = fresh('signed-by-us')
    const signed = albion(['duis', 'sign', '--keys', keys, '--out', dir, ...signable])
    must(signed.status === 0, signed.stderr)
    const files = readdirSync(dir).map((name) => join(dir, name))
    must(files.length === signable.length, `${files.length} of ${signable.length}`)
    const codes = await tool.many('validate', files, fresh('validated'))
    const bad = files.filter((_, i) => codes[i] !== 0)
    must(bad.length === 0, bad.join('\n'))
    return `${files.length}`
  })
} else {
  console.log('     the reference requests are not beside this checkout: left out')
}

finish()
