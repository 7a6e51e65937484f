// The published client's documents at a running DCC: what it signs is answered, and what the DCC sends it accepts. It
// follows the client's own rules: content types, time limits, 204 for a message that it could verify (duis.md 4.2).
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { albion, args, finish, must, step } from './steps.mjs'
import { Tool } from './tool.mjs'

const tool = new Tool(args.build)
const keys = join(args.build, 'keys')
const data = join(args.build, 'serve-data')
const SUPPLIER = '90-b3-d5-1f-30-01-00-00'
const DCC = '90-b3-d5-1f-30-00-00-02'
const SYNCHRONOUS_MS = 3000
const ASYNCHRONOUS_MS = 30000

// --- the User's side: messages that arrive, verified and parsed as the client does ---

const arrived = []
const waiting = []

async function receive(request, response) {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk
  }
  try {
    must(request.method === 'POST' && request.url.startsWith('/smartdcc/'), `${request.method} ${request.url}`)
    must(/^application\/xml\b/.test(request.headers['content-type']), request.headers['content-type'])
    arrived.push(tool.parser.parseDuis('simplified', await tool.validate(body)))
    response.writeHead(204).end()
  } catch (error) {
    arrived.push({ error })
    response.writeHead(400).end()
  }
  waiting.splice(0).forEach((wake) => wake())
}

/** The next message that fits; what does not is kept. */
async function message(fits) {
  const end = Date.now() + ASYNCHRONOUS_MS
  for (;;) {
    const at = arrived.findIndex((m) => m.error || fits(m))
    if (at >= 0) {
      const [found] = arrived.splice(at, 1)
      must(!found.error, `a message that the client refuses: ${found.error?.message}`)
      return found
    }
    must(Date.now() < end, 'no message arrived')
    await new Promise((wake) => {
      waiting.push(wake)
      setTimeout(wake, 200)
    })
  }
}

// --- requests ---

let counter = BigInt(Date.now())

function build(target, commandVariant, variant, body, sameCounter) {
  const reference = variant.split('.').slice(0, 2).join('.')
  return tool.parser.constructDuis('simplified', {
    header: {
      type: 'request',
      commandVariant,
      requestId: { originatorId: SUPPLIER, targetId: target, counter: sameCounter ?? ++counter },
      serviceReference: reference,
      serviceReferenceVariant: variant,
    },
    body,
  })
}

/** Posts as the client does; { status, response } with the answer verified and parsed. */
async function post(url, service, xml) {
  const answer = await fetch(`${url}/api/v1/${service}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/xml' },
    body: xml,
    signal: AbortSignal.timeout(SYNCHRONOUS_MS),
  })
  const text = await answer.text()
  if (!answer.ok) {
    return { status: answer.status, text }
  }
  must(/^application\/xml\b/.test(answer.headers.get('content-type')), answer.headers.get('content-type'))
  return { status: answer.status, response: tool.parser.parseDuis('simplified', await tool.validate(text)) }
}

async function ask(url, service, xml) {
  const { status, response, text } = await post(url, service, await tool.sign(xml))
  must(status === 200, `HTTP ${status}: ${text}`)
  return response
}

function code(response) {
  return response.header.responseCode
}

// --- the DCC ---

async function serve(receiver) {
  rmSync(data, { recursive: true, force: true })
  const dcc = spawn(
    args.albion,
    ['serve', '--data', data, '--listen', '127.0.0.1:0', '--homes', '1', '--keys', keys, '--accept-test-signatures', '--log', 'error',
      '--deliver', `${SUPPLIER.replaceAll('-', '')}=http://127.0.0.1:${receiver.address().port}/smartdcc/duis`],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  process.on('exit', () => dcc.kill())
  const url = await new Promise((resolve, reject) => {
    let text = ''
    dcc.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
      const ready = /^ready (\S+)/m.exec(text)
      if (ready) {
        resolve(ready[1])
      }
    })
    dcc.on('exit', (status) => reject(new Error(`albion serve ended with ${status}`)))
  })
  return { dcc, url }
}

/** The EUIs of the home's devices: their certificates lie in the data directory. */
function devices() {
  const names = readdirSync(join(data, 'pki', 'devices')).map((name) => name.slice(0, 16))
  return [...new Set(names)].map((eui) => eui.match(/../g).join('-'))
}

const receiver = createServer(receive).listen(0, '127.0.0.1')
await new Promise((resolve) => receiver.on('listening', resolve))
const { dcc, url } = await serve(receiver)
let meter

await step('read inventory finds the meter', async () => {
  for (const eui of devices()) {
    const response = await ask(url, 'serviceD', build(DCC, 8, '8.2', { ReadInventory: { DeviceID: eui } }))
    must(code(response) === 'I0', `${eui}: ${code(response)}`)
    const found = [response.body.ResponseMessage.DSPInventory.Device].flat()
    meter = found.find((device) => device.DeviceType === 'ESME')?.DeviceID ?? meter
  }
  must(meter, 'no ESME')
  return meter
})

await step('a meter read is acknowledged, and its outcome delivered', async () => {
  const xml = build(meter, 1, '4.1.1', { ReadInstantaneousImportRegisters: '' })
  const acknowledgement = await ask(url, 'serviceS', xml)
  must(code(acknowledgement) === 'I99', code(acknowledgement))
  const id = acknowledgement.header.requestId
  const outcome = await message((m) => m.header.requestId?.counter === id.counter)
  must(code(outcome) === 'I0', code(outcome))
  must(outcome.header.responseId.originatorId.toLowerCase() === meter.toLowerCase(), 'responder')
  const payload = Buffer.from(outcome.body.ResponseMessage.GBCSPayload, 'base64')
  const parsed = albion(['message', 'verify', '--keys', join(data, 'pki'), '-'], payload)
  must(parsed.status === 0 && parsed.stdout.includes(': ok'), parsed.stdout + parsed.stderr)
})

await step('a critical command goes by way of a pre-command that the User signs', async () => {
  const clock = { CurrentDateTime: new Date().toISOString().slice(0, 19) + 'Z', TolerancePeriod: '10' }
  const transformed = await ask(url, 'serviceT', build(meter, 4, '6.11', { SynchroniseClock: clock }))
  must(code(transformed) === 'I0', code(transformed))
  const preCommand = Buffer.from(transformed.body.ResponseMessage.PreCommand.GBCSPayload, 'base64')
  const key = join(data, 'pki', `${SUPPLIER.replaceAll('-', '')}-ds.key`)
  const signed = albion(['message', 'sign', '--key', key, '-'], preCommand.toString('hex'))
  must(signed.status === 0, signed.stderr)
  const payload = Buffer.from(signed.stdout.trim(), 'hex').toString('base64')
  const id = transformed.header.requestId
  const request = build(meter, 5, '6.11', { SignedPreCommand: { GBCSPayload: payload } }, id.counter)
  const acknowledgement = await ask(url, 'serviceS', request)
  must(code(acknowledgement) === 'I99', code(acknowledgement))
  const outcome = await message((m) => m.header.requestId?.counter === id.counter)
  must(code(outcome) === 'I0', code(outcome))
})

await step('a replayed request is refused with a code', async () => {
  const signed = await tool.sign(build(meter, 1, '4.1.1', { ReadInstantaneousImportRegisters: '' }))
  must(code((await post(url, 'serviceS', signed)).response) === 'I99', 'the first')
  const again = (await post(url, 'serviceS', signed)).response
  must(/^E/.test(code(again)), code(again))
  await message((m) => m.header.requestId?.counter === again.header.requestId.counter)
  return code(again)
})

await step('a device unknown to the DCC is refused with a code', async () => {
  const response = await ask(url, 'serviceS', build('00-00-00-00-00-00-00-01', 1, '4.1.1', { ReadInstantaneousImportRegisters: '' }))
  must(/^E/.test(code(response)), code(response))
  return code(response)
})

await step('unsigned, changed and alien documents are refused by HTTP', async () => {
  const xml = build(meter, 1, '4.1.1', { ReadInstantaneousImportRegisters: '' })
  const signed = await tool.sign(xml)
  for (const [what, text] of [['unsigned', xml], ['changed', signed.replace(/:\d+</, ':1<')], ['no XML', 'hello']]) {
    const { status } = await post(url, 'serviceS', text)
    must(status === 400, `${what}: HTTP ${status}`)
  }
})

dcc.removeAllListeners('exit').kill('SIGTERM')
await step('the DCC ends when told to', async () => {
  const status = await new Promise((resolve) => dcc.on('exit', resolve))
  must(status === 0, `exit code ${status}`)
})
receiver.close()
finish()
