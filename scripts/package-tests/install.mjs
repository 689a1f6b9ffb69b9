// @ts-check
import { chmod, copyFile, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { environmentInside, systemIn } from '../container/enter.mjs'
import { collect } from '../container/owned-process.mjs'
import { freshSystem, removeSystem, requireChrootTools } from '../container/system.mjs'
import { makePackage } from '../package/make-package.mjs'
import { distFolder, product } from '../package/product.mjs'
import { capture, isOnPath } from '../setup/command.mjs'
import { withLock } from '../setup/lock.mjs'
import { SetupProblem, projectFolder } from '../setup/project.mjs'
import { step } from '../step.mjs'
import { isRunning, until } from './started-package.mjs'

/** @typedef {ReturnType<typeof systemIn>} System */

/**
 * Installs the Debian package in a system that has neither Node nor a checkout, starts it as the desktop
 * does, updates it twice, processes a job with each update, and removes it.
 *
 * @param {object} wanted
 * @param {string} wanted.version
 * @param {NodeJS.ProcessEnv} wanted.env with a display
 */
export async function testInstall({ version, env }) {
  requireChrootTools()
  const [second, third] = [nextPatch(version), nextPatch(nextPatch(version))]
  const release = await step(`build ${version}`, () => debOf(version, 'release'))
  const update = await step(`build ${second}, for tests`, () => debOf(second, 'tests'))
  const later = await step(`build ${third}, for tests`, () => debOf(third, 'tests'))
  await withLock('container', async () => {
    const root = await step('create the chroot system', () => freshSystem('package'))
    try {
      const [asRoot, asUser] = [systemIn(root), systemIn(root, 'tester')]
      await asRoot.quietly('useradd --create-home tester')
      await asUser.quietly('mkdir downloads')
      const display = await shareDisplay(root, asUser, env)
      await step(`install ${version} alone`, () => install(root, asRoot, release))
      await step('it starts from its desktop entry', () => startFromDesktop(root, asUser, display, env))
      await step(`update to ${second}`, () => install(root, asRoot, update))
      await step('it processes a job', () => journey(root, asUser, display, second, 'first.jpg'))
      await step(`update to ${third}`, () => install(root, asRoot, later))
      await step("it lists the earlier version's job", () =>
        journey(root, asUser, display, third, 'second.jpg', 'first.jpg'),
      )
      await step('the desktop file is valid', () => validateDesktopFile(asRoot))
      await step("removing it leaves only the user's data", () => removeApp(root, asRoot))
    } finally {
      await removeSystem(root)
    }
  })
}

/**
 * @param {string} version
 * @param {import('../package/fuses.mjs').Flavour} flavour
 */
async function debOf(version, flavour) {
  const output = join(distFolder, 'installed', version)
  const { files } = await makePackage({ version, flavour, output, formats: ['deb'], isQuick: true })
  return files[0] ?? ''
}

/** @param {string} version */
function nextPatch(version) {
  const [major, minor, patch = '0'] = version.split('.')
  return `${major}.${minor}.${Number.parseInt(patch, 10) + 1}`
}

/**
 * @param {string} root
 * @param {System} system
 * @param {string} deb
 */
async function install(root, system, deb) {
  const name = basename(deb)
  await copyFile(deb, join(root, 'root', name))
  const command = `apt-get install -y --no-install-recommends ./${name}`
  await system.quietly(`export DEBIAN_FRONTEND=noninteractive; apt-get -qq update; ${command}; rm ${name}`)
  await system.quietly('! command -v node npm')
  await system.quietly(`test -u /usr/lib/${product.command}/chrome-sandbox`)
  await system.quietly(`! ldd /usr/lib/${product.command}/${product.command} | grep 'not found'`)
}

/**
 * Lets the system's user draw on this machine's display. X listens on an abstract socket too, which needs
 * no file.
 *
 * @param {string} root
 * @param {System} user
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} the variables for a shell
 */
async function shareDisplay(root, user, env) {
  const authority = join(root, user.home, '.Xauthority')
  if (env['XAUTHORITY']) {
    await copyFile(env['XAUTHORITY'], authority)
    await chmod(authority, 0o644)
  }
  return `DISPLAY=${env['DISPLAY']} XAUTHORITY=${user.home}/.Xauthority LC_ALL=C.UTF-8`
}

/**
 * Runs the desktop file's Exec line, checks the window and the services, and quits the app.
 *
 * @param {string} root
 * @param {System} user
 * @param {string} display
 * @param {NodeJS.ProcessEnv} env
 */
async function startFromDesktop(root, user, display, env) {
  const entry = await readFile(join(root, `usr/share/applications/${product.command}.desktop`), 'utf8')
  const exec = fieldOf(entry, 'Exec').replace(/ %\w$/, '')
  const quit = join(root, user.home, 'quit')
  const child = user.spawn(
    `${display} ${exec} & app=$!; while [ ! -e quit ] && kill -0 $app; do sleep 0.2; done; kill $app; wait $app`,
  )
  const printed = collect(child)
  try {
    await until(() => isRunning(join(root, user.home, '.config', product.name)), child, printed)
    await checkWindow(fieldOf(entry, 'StartupWMClass'), env)
  } finally {
    await writeFile(quit, '')
  }
  const code = child.exitCode ?? (await new Promise((resolve) => child.once('close', resolve)))
  await rm(quit)
  if (code !== 0) throw new SetupProblem(`It exited with ${code} and printed:\n${printed().trim()}`)
}

/**
 * The desktop finds a window's icon by its class.
 *
 * @param {string} wmClass
 * @param {NodeJS.ProcessEnv} env
 */
async function checkWindow(wmClass, env) {
  if (!isOnPath('xwininfo')) return console.log('  xwininfo is not installed, so the window was not checked.')
  const { output } = await capture('xwininfo', ['-root', '-tree'], { env })
  if (!output.includes(`"${product.name}": (`) || !output.includes(`"${wmClass}")`)) {
    throw new SetupProblem(`There is no window of the class ${wmClass}:\n${output}`)
  }
}

/**
 * @param {string} entry
 * @param {string} name
 */
function fieldOf(entry, name) {
  return new RegExp(`^${name}=(.*)$`, 'm').exec(entry)?.[1] ?? ''
}

/**
 * @param {string} root
 * @param {System} user
 * @param {string} display
 * @param {string} version
 * @param {string} file
 * @param {string} [earlier]
 */
async function journey(root, user, display, version, file, earlier) {
  // Playwright starts one program and adds its own arguments, none of which has a space.
  const starter = join(root, 'root/start')
  const [program = '', ...words] = user.commandLine(`${display} ${product.command} ARGUMENTS`)
  const line = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  await writeFile(starter, `#!/bin/sh\nexec ${program} ${line.replace('ARGUMENTS', `'"$*"'`)}\n`, {
    mode: 0o755,
  })
  const script = join(projectFolder, 'e2e/package-journey.ts')
  const options = [`--root=${root}`, `--home=${user.home}`, `--file=${file}`, `--version=${version}`]
  const { code, output } = await capture(
    process.execPath,
    [script, ...options, ...(earlier === undefined ? [] : [`--earlier=${earlier}`])],
    {
      cwd: projectFolder,
      env: { ...environmentInside(process.env), REMOTEJOB_PACKAGE: starter, REMOTEJOB_SANDBOX: '1' },
    },
  )
  await rm(starter)
  if (code !== 0) throw new SetupProblem(output.trim())
}

/** @param {System} system */
async function validateDesktopFile(system) {
  const install = 'apt-get install -y --no-install-recommends desktop-file-utils'
  await system.quietly(`export DEBIAN_FRONTEND=noninteractive; ${install}`)
  await system.quietly(`desktop-file-validate /usr/share/applications/${product.command}.desktop`)
  await system.quietly(`grep -q ${product.command} /usr/share/applications/mimeinfo.cache`)
}

/**
 * @param {string} root
 * @param {System} system
 */
async function removeApp(root, system) {
  await system.quietly(`export DEBIAN_FRONTEND=noninteractive; apt-get purge -y ${product.command}`)
  const places = '/bin /etc /opt /usr /var/lib /var/cache'
  await system.quietly(`! find ${places} -xdev -iname '*${product.command}*' | grep .`)
  await system.quietly(`! grep -rq ${product.command} /usr/share/applications /usr/share/mime /etc`)
  await readFile(join(root, 'home/tester/.config', product.name, 'ledger.sqlite'))
}
