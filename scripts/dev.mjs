// @ts-check
import { forgetBuild } from './setup/app-build.mjs'
import { run } from './setup/command.mjs'
import { quietChromium } from './setup/electron.mjs'
import { prepareApp } from './setup/prepare.mjs'
import { projectFolder, runScript } from './setup/project.mjs'
import { tool } from './setup/tool.mjs'

await runScript(async () => {
  const { electron, launcher, env } = await prepareApp({ build: false })
  await forgetBuild()
  const electronVite = [...(await tool('electron-vite')), 'dev', '--watch']
  const switches = [quietChromium, '--developer-tools', ...launcher.switches]
  const command = [...electronVite, '--', ...switches, ...process.argv.slice(2)]
  const [program = '', ...args] = [...launcher.prefix, ...command]
  return run(program, args, {
    cwd: projectFolder,
    env: { ...env, ELECTRON_EXEC_PATH: electron.executable },
  })
})
