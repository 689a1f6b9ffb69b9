// @ts-check
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { knownProblems } from './audit/known-problems.mjs'
import { lockFileProblems } from './audit/lock-files.mjs'
import { packageFuses } from './audit/package-fuses.mjs'
import { scanApp } from './audit/scanner.mjs'
import { licenceProblems, shippedPackages } from './licences.mjs'
import { unpackedFolder } from './package/build-package.mjs'
import { distFolder, product } from './package/product.mjs'
import { run } from './setup/command.mjs'
import { serversNeedNode } from './setup/node.mjs'
import { prepareApp } from './setup/prepare.mjs'
import { projectFolder, runScript } from './setup/project.mjs'

// --package fails if there is no package to check.
const { values } = parseArgs({ options: { package: { type: 'boolean', default: false } } })

/** @typedef {{ verdict: string, problems: string[] }} Outcome */

/** Each hostile input of each call takes less than a tenth of a millisecond. */
const payloadsOfEachCall = '10000'

/** The number of random file names. */
const namesTried = '20000'

/** Tests that attack the app. */
const hostileTests = [
  'src/main/engine/scenarios/hostile-',
  'src/main/engine/scenarios/bad-message',
  'src/main/engine/scenarios/damaged-messages',
  'src/main/engine/files/safe-file-name',
  'src/main/engine/files/openable-path',
  'src/main/engine/previews',
  'src/main/app/protocols',
  'src/main/app/window/navigation',
  'src/main/app/sign-in-page',
  'src/main/app/updates',
  'src/main/connections/sign-in',
  'src/main/ipc/protection',
]

/** @type {Record<string, () => Promise<Outcome>>} */
const checks = {
  'hash and origin in the lock files': async () => outcome(await lockFileProblems()),
  'licences of everything that ships': async () => {
    const packages = await shippedPackages()
    return outcome(licenceProblems(packages), `${packages.length} packages, all permissive`)
  },
  'known problems of shipped packages': async () => {
    const { answered, problems } = await knownProblems()
    return outcome(problems, answered ? 'none' : 'not supported by this registry')
  },
  'electronegativity on the build': async () => {
    const { problems, judged } = await scanApp()
    return outcome(problems, `${judged} findings, each with a verdict in verdicts.json`)
  },
  'fuses of the package': () => packageFuses(findPackage(), { isRequired: values.package }),
  [`${payloadsOfEachCall} hostile inputs for each call`]: () =>
    tests('unit', ['src/main/ipc/hostile-input.test.ts', '--testTimeout=1200000'], {
      AUDIT_PAYLOADS: payloadsOfEachCall,
    }),
  [`hostile servers, messages, ${namesTried} names, sign-ins and copies of connections`]: () =>
    tests('unit', hostileTests, { AUDIT_NAMES: namesTried }),
  'policy, navigation, permissions, bridge, secrets and a hostile queue in the window': () =>
    tests('e2e', ['shell.spec.ts', 'bridge.spec.ts', 'secrets.spec.ts', 'hostile-queue.spec.ts']),
}

await runScript(async () => {
  await prepareApp({ minimumNode: serversNeedNode, forTests: true })
  /** @type {[name: string, verdict: string][]} */
  const table = []
  let failed = 0
  for (const [name, check] of Object.entries(checks)) {
    console.log(`\n${name} …`)
    const { verdict, problems } = await check()
    for (const problem of problems) console.log(`  ${problem}`)
    if (problems.length > 0) failed += 1
    table.push([name, problems.length > 0 ? `${problems.length} FOUND` : verdict])
  }
  const width = Math.max(...table.map(([name]) => name.length))
  console.log(`\n${table.map(([name, verdict]) => `${name.padEnd(width)}  ${verdict}`).join('\n')}`)
  return failed > 0 ? 1 : 0
})

/**
 * @param {string[]} problems
 * @param {string} [verdict] if there are none
 * @returns {Outcome}
 */
function outcome(problems, verdict = 'ok') {
  return { verdict, problems }
}

/**
 * Runs part of a test suite. Its output says what failed.
 *
 * @param {'unit' | 'e2e'} suite
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
async function tests(suite, args, env = {}) {
  const script = join(projectFolder, 'scripts/test.mjs')
  const code = await run(process.execPath, [script, suite, ...args], {
    cwd: projectFolder,
    env: { ...process.env, ...env },
  })
  return outcome(code === 0 ? [] : ['A test failed; see above.'])
}

/** Returns the executable of a package in dist, if one was built for this system. */
function findPackage() {
  const folder = join(distFolder, unpackedFolder())
  const names = [product.command, `${product.command}.exe`, `${product.name}.app`]
  return names.map((name) => join(folder, name)).find((path) => existsSync(path))
}
