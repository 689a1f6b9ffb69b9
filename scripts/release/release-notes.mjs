// @ts-check
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { changesOf } from '../package/changes-of.mjs'
import { versionOfTag } from '../package/product.mjs'
import { projectFolder, runScript } from '../setup/project.mjs'

// Prints the part of the changelog about a version, for its release page.
await runScript(async () => {
  const changelog = await readFile(join(projectFolder, 'CHANGELOG.md'), 'utf8')
  console.log(changesOf(changelog, versionOfTag(process.argv[2] ?? '')))
})
