// The published signing tool: through its own wrapper as a client uses it, and in one virtual machine for many files.
import { spawn, spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export class Tool {
  constructor(build) {
    const require = createRequire(join(build, 'node_modules/'))
    this.wrapper = require('@smartdcc/duis-sign-wrap')
    this.parser = require('@smartdcc/duis-parser')
    this.jar = join(build, 'node_modules/@smartdcc/duis-sign-wrap/dist/tool.jar')
    const modules = spawnSync('java', ['--list-modules'], { encoding: 'utf8' })
    /** Can Java run a source file? A runtime environment alone cannot. */
    this.hasCompiler = /^jdk\.compiler/m.test(modules.stdout ?? '')
  }

  sign(xml) {
    return this.wrapper.signDuis({ xml, preserveCounter: true })
  }

  /** Verifies schema and signature; gives the document without signature. */
  validate(xml) {
    return this.wrapper.validateDuis({ xml })
  }

  /** mode: 'sign' or 'validate'. Gives the exit code of each file; results lie in outDir under the files' names. */
  async many(mode, files, outDir) {
    return this.hasCompiler ? this.#batch(mode, files, outDir) : this.#oneByOne(mode, files, outDir)
  }

  #batch(mode, files, outDir) {
    const source = join(dirname(fileURLToPath(import.meta.url)), 'Batch.java')
    return new Promise((resolve, reject) => {
      const java = spawn('java', ['-cp', this.jar, source], { stdio: ['pipe', 'pipe', 'inherit'] })
      let answers = ''
      java.stdout.setEncoding('utf8').on('data', (text) => (answers += text))
      java.on('error', reject).on('close', () => {
        const codes = new Map(
          answers.trim().split('\n').map((line) => {
            const [code, file] = line.split('\t')
            return [file, Number(code)]
          }),
        )
        resolve(files.map((file) => codes.get(file) ?? -1))
      })
      java.stdin.end(files.map((file) => `${mode}\t${file}\t${join(outDir, basename(file))}\n`).join(''))
    })
  }

  async #oneByOne(mode, files, outDir) {
    const codes = []
    for (const file of files) {
      try {
        const xml = await (mode === 'sign' ? this.sign : this.validate).call(this, await readFile(file))
        await writeFile(join(outDir, basename(file)), xml)
        codes.push(0)
      } catch (error) {
        codes.push(/^missing credentials/.test(error.message) ? MISSING_KEY : -1)
      }
    }
    return codes
  }
}

/** Exit code of the tool for an originator whose key it does not have. */
export const MISSING_KEY = 3
