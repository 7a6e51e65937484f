// The published key store client at our repository: what it looks up it finds, by every query that it knows, inside its
// own time limits (smki.md 15.5 to 15.7). No certificate of ours is in its own database.
import { spawn, spawnSync } from 'node:child_process'
import { X509Certificate, createPrivateKey } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { albion, args, finish, must, step } from './steps.mjs'

const home = join(args.build, 'keystore')
const require = createRequire(join(home, 'node_modules/'))
const { BoxedKeyStore, KeyUsage } = require('@smartdcc/dccboxed-keystore')
const { search } = require('@smartdcc/dccboxed-keystore/dist/certificateSearch.js')

const pki = join(home, 'pki')
const SUPPLIER = '11-22-33-44-55-66-00-00'
const METER = '00-DB-98-76-54-32-10-FE'
const UNKNOWN = '00-DB-98-76-54-32-10-FF'

function issue(...words) {
  const { status, stderr } = albion(['pki', ...words])
  must(status === 0, stderr)
}

function certificate(eui, suffix) {
  return new X509Certificate(readFileSync(join(pki, `${eui.replaceAll('-', '').toLowerCase()}-${suffix}.pem`)))
}

function same(found, wanted) {
  must(found.fingerprint256 === wanted.fingerprint256, 'another certificate')
}

rmSync(pki, { recursive: true, force: true })
issue('init', pki)
issue('issue', '--entity', SUPPLIER, '--role', 'supplier', '--name', 'A Supplier', pki)
issue('issue', '--entity', METER, '--role', 'device', pki)

async function serve() {
  const server = spawn(args.albion, ['pki', 'serve', '--keys', pki, '--listen', '127.0.0.1:0', '--share-keys'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.on('exit', () => server.kill())
  const url = await new Promise((resolve, reject) => {
    let text = ''
    server.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
      const ready = /^ready (\S+)/m.exec(text)
      if (ready) {
        resolve(ready[1])
      }
    })
    server.on('exit', (status) => reject(new Error(`albion pki serve ended with ${status}`)))
  })
  return { server, url }
}

const { server, url } = await serve()
const empty = join(home, 'empty.json')
writeFileSync(empty, '{}')

/** A store that has nothing yet, so that it must ask us. */
const fresh = () => BoxedKeyStore.new(url, undefined, empty)

for (const [usage, suffix] of [['digitalSignature', 'ds'], ['keyAgreement', 'ka']]) {
  await step(`a device is found by its EUI-64 and ${usage}`, async () => {
    for (const eui of [METER, METER.toLowerCase(), METER.replaceAll('-', '')]) {
      const store = await fresh()
      const [found, ...more] = await store.query({ eui, keyUsage: KeyUsage[usage], lookup: 'certificate' })
      must(more.length === 0, 'more than one')
      same(found.certificate, certificate(METER, suffix))
      must(found.keyUsage[0] === KeyUsage[usage] && found.role === undefined, 'usage or role')
      await store.cleanup()
    }
  })
}

await step('any certificate is found by its serial number', async () => {
  const names = readdirSync(pki).filter((name) => /-(ds|ka|pp-ka|xml)\.pem$/.test(name))
  for (const name of names) {
    const wanted = new X509Certificate(readFileSync(join(pki, name)))
    const store = await fresh()
    const found = await store.query({ serial: BigInt(`0x${wanted.serialNumber}`), lookup: 'certificate' })
    must(found, `${name} is not found`)
    same(found.certificate, wanted)
    must((found.role === undefined) === name.startsWith('00db'), `${name}: role ${found.role}`)
    await store.cleanup()
  }
  return `${names.length} certificates`
})

await step('what was found once is in the store', async () => {
  const store = await fresh()
  const query = { eui: METER, keyUsage: KeyUsage.digitalSignature, lookup: 'certificate' }
  await store.query(query)
  store.boxedAddress = '127.0.0.1:1'
  must((await store.query(query)).length === 1, 'asked again')
  await store.cleanup()
})

await step('an organisation is found by name, usage, status and role', async () => {
  const q = { CertificateSubjectName: SUPPLIER }
  const signing = await search({ CertificateUsage: 'DS', CertificateStatus: 'I', CertificateRole: '2', q }, url)
  must(signing.length === 1, `${signing.length} for signing`)
  same(signing[0].x509, certificate(SUPPLIER, 'ds'))
  must(signing[0].meta.role === 2, 'role')
  const agreement = await search({ CertificateUsage: 'KA', CertificateStatus: 'I', q }, url)
  must(agreement.length === 2, `${agreement.length} for key agreement`)
  const xml = await search({ CertificateUsage: 'DS', CertificateStatus: 'I', CertificateRole: '135', q }, url)
  must(xml.length === 1, `${xml.length} for XML signing`)
  must((await search({ CertificateUsage: 'DS', CertificateStatus: 'R', q }, url)).length === 0, 'revoked ones')
})

await step('what there is not is answered so', async () => {
  const store = await fresh()
  for (const eui of [UNKNOWN, SUPPLIER]) { // by EUI-64 alone the client asks for devices
    must((await store.query({ eui, keyUsage: KeyUsage.digitalSignature, lookup: 'certificate' })) === null, eui)
  }
  must((await store.query({ serial: 1n, lookup: 'certificate' })) === null, 'serial number')
  await store.cleanup()
})

await step('many at a time, each inside the client’s time limits', async () => {
  const store = await fresh()
  const query = { eui: METER, keyUsage: KeyUsage.keyAgreement, lookup: 'certificate' }
  await Promise.all(Array.from({ length: 20 }, () => search({ CertificateUsage: 'KA', CertificateStatus: 'I',
    q: { CertificateSubjectAltName: METER } }, url).then((found) => must(found.length === 1, 'not found'))))
  must((await store.query(query)).length === 1, 'not found')
  await store.cleanup()
})

// --- the download of key material ---

/** The entries of an archive without compression: name to contents. */
function entries(zip) {
  const found = new Map()
  for (let at = 0; zip.readUInt32LE(at) === 0x04034b50; ) {
    const [size, name] = [zip.readUInt32LE(at + 18), zip.readUInt16LE(at + 26)]
    const start = at + 30 + name
    found.set(zip.toString('utf8', at + 30, start), zip.subarray(start, start + size))
    at = start + size
  }
  return found
}

for (const name of ['org-certs', 'org-crypto']) {
  await step(`${name}.zip holds what the client builds its database from`, async () => {
    const address = `${url}/assets/crypto/${name}.zip`
    const head = await fetch(address, { method: 'HEAD' })
    const length = Number(head.headers.get('content-length'))
    must(head.status === 200 && head.headers.get('content-type') === 'application/zip' && length > 0, 'HEAD')
    const zip = Buffer.from(await (await fetch(address, { headers: { 'Accept-Encoding': 'identity' } })).arrayBuffer())
    must(zip.length === length, `${zip.length} octets, not ${length}`)
    const all = entries(zip)
    const file = join(home, 'material.json')
    writeFileSync(file, '{}')
    const store = await BoxedKeyStore.new(url, file, empty)
    let pairs = 0
    for (const [path, contents] of all) {
      if (path.endsWith('.pem')) {
        const key = all.get(path.replace('cert/', 'key/').replace('.pem', '.key'))
        must((key !== undefined) === (name === 'org-crypto'), `key of ${path}`)
        const privateKey = key && createPrivateKey(key)
        await store.push({ certificate: new X509Certificate(contents), ...(key && { private: privateKey }) })
        pairs++
      }
    }
    const [found] = await store.query({ eui: SUPPLIER, keyUsage: KeyUsage.digitalSignature, role: 2, lookup: 'certificate' })
    same(found.certificate, certificate(SUPPLIER, 'ds'))
    return `${pairs} certificates`
  })
  await step(`${name}.zip is read by other tools`, async () => {
    const zip = join(home, `${name}.zip`)
    writeFileSync(zip, Buffer.from(await (await fetch(`${url}/assets/crypto/${name}.zip`)).arrayBuffer()))
    mkdirSync(join(home, name), { recursive: true })
    const { status } = spawnSync('cmake', ['-E', 'tar', 'xf', zip], { cwd: join(home, name) })
    must(status === 0, `cmake -E tar: ${status}`)
  })
}

server.removeAllListeners('exit').kill('SIGTERM')
finish()
