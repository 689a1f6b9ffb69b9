// @ts-check
import { once } from 'node:events'
import { join } from 'node:path'
import { systemIn } from './container/enter.mjs'
import { collect, quietly } from './container/owned-process.mjs'
import { freshSystem, removeSystem, requireChrootTools } from './container/system.mjs'
import { startApp } from './container/window.mjs'
import { withLock } from './setup/lock.mjs'
import { prepareTools } from './setup/prepare.mjs'
import { SetupProblem, projectFolder, runScript } from './setup/project.mjs'
import { step } from './step.mjs'

const someTests = 'npm run test:e2e -- shell.spec.ts jobs.spec.ts'
const allTests = 'npm test'

await runScript(async () => {
  requireChrootTools()
  await prepareTools()
  const tests = process.argv.includes('--all') ? allTests : someTests
  await withLock('container', async () => {
    const root = await step('create the chroot system', () => freshSystem('checkout'))
    try {
      await testIn(root, tests)
    } finally {
      await removeSystem(root)
    }
  })
})

/**
 * @param {string} root the system's folder
 * @param {string} tests the command that runs the tests
 */
async function testIn(root, tests) {
  const [asRoot, asTester] = [systemIn(root), systemIn(root, 'tester')]
  await asRoot.quietly('useradd --create-home tester')
  for (const { home } of [asRoot, asTester]) {
    await quietly('git', ['clone', '--quiet', '--no-hardlinks', projectFolder, join(root, home, 'remotejob')])
  }
  await asRoot.quietly('chown -R tester: /home/tester')
  await step('tester, without libraries: npm start prints what to install', () =>
    expectInstallCommand(asTester),
  )
  await step('root: npm start', () => startApp(root, asRoot))
  await step(`root: ${tests}`, () => expectSuccess(asRoot, tests))
  await step('tester: npm start', () => startApp(root, asTester))
  await step(`tester: ${tests}`, () => expectSuccess(asTester, tests))
}

/** @param {ReturnType<typeof systemIn>} system */
async function expectInstallCommand(system) {
  const child = system.spawn('cd remotejob && npm start')
  const printed = collect(child)
  const [code] = await once(child, 'close')
  if (code === 0 || !printed().includes('sudo apt-get update && sudo apt-get install')) {
    throw new SetupProblem(`npm start exited with code ${code} and printed:\n${printed().trim()}`)
  }
}

/**
 * @param {ReturnType<typeof systemIn>} system
 * @param {string} command
 */
async function expectSuccess(system, command) {
  const code = await system.run(`cd remotejob && ${command}`)
  if (code !== 0) throw new SetupProblem(`${command} exited with code ${code}.`)
}
