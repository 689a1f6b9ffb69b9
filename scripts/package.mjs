// @ts-check
import { stat } from 'node:fs/promises'
import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { makePackage } from './package/make-package.mjs'
import { packageVersion } from './package/product.mjs'
import { prepareTools } from './setup/prepare.mjs'
import { projectFolder, runScript } from './setup/project.mjs'

// --installers also builds those that need GitHub: AppImage and rpm, dmg, or NSIS. --for-tests lets Playwright attach.
const { values } = parseArgs({
  options: {
    installers: { type: 'boolean', default: false },
    'for-tests': { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    version: { type: 'string' },
  },
})

await runScript(async () => {
  await prepareTools()
  const { folder, files } = await makePackage({
    version: await packageVersion(values.version),
    flavour: values['for-tests'] ? 'tests' : 'release',
    withInstallers: values.installers,
    isQuick: values.quick,
  })
  console.log(`${relative(projectFolder, folder)}/`)
  for (const file of files) {
    const { size } = await stat(file)
    console.log(`${relative(projectFolder, file)} (${(size / 2 ** 20).toFixed(1)} MiB)`)
  }
})
