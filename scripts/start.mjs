// @ts-check
import { run } from './setup/command.mjs'
import { prepareApp } from './setup/prepare.mjs'
import { projectFolder, runScript } from './setup/project.mjs'

// Chromium tells the terminal about buses and drivers it could not find and can do without.
const quiet = '--log-level=3'

await runScript(async () => {
  const { electron, launcher, env } = await prepareApp()
  const command = [electron.executable, quiet, projectFolder, ...process.argv.slice(2)]
  const [program = '', ...args] = [...launcher.prefix, ...command]
  return run(program, args, { env })
})
