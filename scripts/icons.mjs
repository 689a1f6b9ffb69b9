// @ts-check
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { icnsFile, icoFile } from './package/icon-files.mjs'
import { run } from './setup/command.mjs'
import { quietChromium } from './setup/electron.mjs'
import { prepareApp } from './setup/prepare.mjs'
import { projectFolder, runScript } from './setup/project.mjs'

const folder = join(projectFolder, 'packaging')

await runScript(async () => {
  const { electron, launcher, env } = await prepareApp({ build: false, forTests: true })
  const icons = join(folder, 'icons')
  const command = [electron.executable, quietChromium, ...launcher.switches, join(folder, 'icon-renderer')]
  const [program, ...args] = [...launcher.prefix, ...command, join(folder, 'icon.svg'), icons]
  const code = await run(program, args, { env })
  if (code !== 0) return code
  const pictures = await Promise.all(
    (await readdir(icons)).map(async (name) => ({
      size: Number.parseInt(name, 10),
      png: await readFile(join(icons, name)),
    })),
  )
  const bySize = pictures.toSorted((one, other) => one.size - other.size)
  await writeFile(join(folder, 'icon.ico'), icoFile(bySize.filter(({ size }) => size <= 256)))
  await writeFile(join(folder, 'icon.icns'), icnsFile(bySize))
  return 0
})
