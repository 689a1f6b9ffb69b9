// @ts-check
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { readFuses, wantedFuses } from './package/fuses.mjs'
import { makePackage } from './package/make-package.mjs'
import { distFolder, packageVersion, product } from './package/product.mjs'
import { archiveProblems, archivedFiles } from './package-tests/archive.mjs'
import { localRelease } from './package-tests/local-release.mjs'
import { refusals, tryRefusal } from './package-tests/refusals.mjs'
import { capture } from './setup/command.mjs'
import { serversNeedNode } from './setup/node.mjs'
import { prepareApp } from './setup/prepare.mjs'
import { SetupProblem, projectFolder, runScript } from './setup/project.mjs'
import { step } from './step.mjs'

const { values } = parseArgs({ options: { install: { type: 'boolean', default: false } } })

await runScript(async () => {
  const prepared = await prepareApp({ minimumNode: serversNeedNode, forTests: true })
  const version = await packageVersion(undefined)
  // Not in dist itself, where the packages to publish may be.
  const output = join(distFolder, 'tested')
  const release = await step('build the package', () => makePackage({ version, output, formats: [] }))
  const newer = await localRelease()
  const forTests = await step('build the package for tests', () =>
    makePackage({ version, flavour: 'tests', formats: [], updates: newer.updates }),
  )
  await step('the fuses are set', async () => {
    await checkFuses(release.folder, 'release')
    await checkFuses(forTests.folder, 'tests')
  })
  await step('the archive holds only the app', () => checkArchive(release.folder))
  for (const [name, refusal] of Object.entries(refusals)) {
    await step(name, () => tryRefusal(packageOf(release.folder, prepared), refusal))
  }
  await step('the package for tests processes a job', () =>
    play('package-journey.ts', [`--version=${version}`], forTests.folder, prepared),
  )
  await step('it finds a newer version, and downloads only the genuine package', () =>
    play('package-update.ts', [`--site=${newer.site}`, `--port=${newer.port}`], forTests.folder, prepared),
  )
  await rm(newer.site, { recursive: true })
  if (!values.install) return
  const { testInstall } = await import('./package-tests/install.mjs')
  await testInstall({ version, env: prepared.env })
})

/**
 * @param {string} folder
 * @param {import('./setup/prepare.mjs').Prepared} prepared
 */
function packageOf(folder, { launcher, env }) {
  const { prefix, switches } = launcher
  return { executable: join(folder, product.command), prefix, switches, env }
}

/**
 * @param {string} folder
 * @param {import('./package/fuses.mjs').Flavour} flavour
 */
async function checkFuses(folder, flavour) {
  const [found, wanted] = [await readFuses(join(folder, product.command)), wantedFuses(flavour)]
  const expected = Object.fromEntries(Object.keys(found).map((name) => [name, wanted[name]]))
  if (!isDeepStrictEqual(found, expected)) throw new SetupProblem(`The fuses are ${JSON.stringify(found)}.`)
}

/** @param {string} folder */
async function checkArchive(folder) {
  const archive = join(folder, 'resources/app.asar')
  const problems = archiveProblems(await archivedFiles(archive))
  if ((await readFile(archive)).includes(projectFolder)) problems.push('It contains a path of this machine.')
  if (problems.length > 0) throw new SetupProblem(`The archive is wrong:\n  ${problems.join('\n  ')}`)
}

/**
 * Runs an end-to-end script with a package, in a new home folder.
 *
 * @param {string} script
 * @param {readonly string[]} options
 * @param {string} folder
 * @param {import('./setup/prepare.mjs').Prepared} prepared
 */
async function play(script, options, folder, { launcher, env }) {
  const home = await mkdtemp(join(tmpdir(), 'remotejob-journey-'))
  try {
    const command = [process.execPath, join(projectFolder, 'e2e', script), `--home=${home}`, ...options]
    const [program = '', ...args] = [...launcher.prefix, ...command]
    const { code, output } = await capture(program, args, {
      cwd: projectFolder,
      env: { ...env, REMOTEJOB_PACKAGE: join(folder, product.command) },
    })
    if (code !== 0) throw new SetupProblem(output.trim())
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
}
