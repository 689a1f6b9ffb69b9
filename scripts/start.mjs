// @ts-check
import { run } from './setup/command.mjs'
import { quietChromium } from './setup/electron.mjs'
import { prepareApp } from './setup/prepare.mjs'
import { projectFolder, runScript } from './setup/project.mjs'

await runScript(async () => {
  const { electron, launcher, env } = await prepareApp()
  const command = [
    electron.executable,
    quietChromium,
    ...launcher.switches,
    projectFolder,
    ...process.argv.slice(2),
  ]
  const [program = '', ...args] = [...launcher.prefix, ...command]
  return run(program, args, { env })
})
