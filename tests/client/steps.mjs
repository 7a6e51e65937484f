// What the scripts of this folder share: their arguments, the albion command, and a line a step.
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const names = ['albion', 'responses', 'build', 'requests']
export const args = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) }).values

/** Runs albion with these arguments; { status, stdout, stderr }. */
export function albion(words, input) {
  return spawnSync(args.albion, words, { input, encoding: 'utf8', maxBuffer: 1 << 26 })
}

let passed = 0
let failed = 0

/** Runs a step and prints its outcome; a step fails by throwing. */
export async function step(name, run) {
  try {
    const note = await run()
    passed++
    console.log(`ok   ${name}${note ? `: ${note}` : ''}`)
  } catch (error) {
    failed++
    console.log(`FAIL ${name}: ${error.message}`)
  }
}

export function must(condition, message) {
  if (!condition) {
    throw new Error(message)
  }
}

/** To be called at the end. */
export function finish() {
  console.log(`client: ${passed} passed, ${failed} failed`)
  process.exitCode = failed ? 1 : 0
}
