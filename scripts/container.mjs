// @ts-check
import { once } from 'node:events'
import { join } from 'node:path'
import { systemIn } from './container/enter.mjs'
import { collect, quietly } from './container/owned-process.mjs'
import { freshSystem, removeSystem } from './container/system.mjs'
import { startApp } from './container/window.mjs'
import { isOnPath } from './setup/command.mjs'
import { withLock } from './setup/lock.mjs'
import { prepareTools } from './setup/prepare.mjs'
import { SetupProblem, projectFolder, runScript } from './setup/project.mjs'

const someTests = 'npm run test:e2e -- shell.spec.ts jobs.spec.ts'
const allTests = 'npm test'

await runScript(async () => {
  requireRootAndTools()
  await prepareTools()
  const tests = process.argv.includes('--all') ? allTests : someTests
  await withLock('container', async () => {
    const root = await step('make a system for the chroot', freshSystem)
    try {
      await testIn(root, tests)
    } finally {
      await removeSystem(root)
    }
  })
})

function requireRootAndTools() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new SetupProblem('Only root on Linux can run these tests, because they change the root folder.')
  }
  if (!isOnPath('debootstrap')) {
    throw new SetupProblem(
      'There is no debootstrap. Please type this and start again:\n\n  apt-get install -y debootstrap\n',
    )
  }
}

/**
 * @param {string} root the system's folder
 * @param {string} tests the command that runs them
 */
async function testIn(root, tests) {
  const [asRoot, asTester] = [systemIn(root), systemIn(root, 'tester')]
  await asRoot.quietly('useradd --create-home tester')
  for (const { home } of [asRoot, asTester]) {
    await quietly('git', ['clone', '--quiet', '--no-hardlinks', projectFolder, join(root, home, 'remotejob')])
  }
  await asRoot.quietly('chown -R tester: /home/tester')
  await step('tester, without libraries: npm start prints what to install', () => expectCommand(asTester))
  await step('root: npm start', () => startApp(root, asRoot))
  await step(`root: ${tests}`, () => expectSuccess(asRoot, tests))
  await step('tester: npm start', () => startApp(root, asTester))
  await step(`tester: ${tests}`, () => expectSuccess(asTester, tests))
}

/** @param {ReturnType<typeof systemIn>} system */
async function expectCommand(system) {
  const child = system.spawn('cd remotejob && npm start')
  const printed = collect(child)
  const [code] = await once(child, 'close')
  if (code === 0 || !printed().includes('sudo apt-get update && sudo apt-get install')) {
    throw new SetupProblem(`npm start ended with ${code} and printed:\n${printed().trim()}`)
  }
}

/**
 * @param {ReturnType<typeof systemIn>} system
 * @param {string} command
 */
async function expectSuccess(system, command) {
  const code = await system.run(`cd remotejob && ${command}`)
  if (code !== 0) throw new SetupProblem(`${command} ended with ${code}.`)
}

/**
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} body
 */
async function step(name, body) {
  const start = performance.now()
  console.log(`${name} …`)
  const result = await body()
  console.log(`${name}: fine (${((performance.now() - start) / 1000).toFixed(0)} s)`)
  return result
}
