// @ts-check
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { changesOf } from '../package/changes-of.mjs'
import { distFolder, packageVersion } from '../package/product.mjs'
import { plainNotes, signManifest, updateFeed, updateManifest } from '../package/update-manifest.mjs'
import { SetupProblem, projectFolder, runScript } from '../setup/project.mjs'

// Announces a release to installed apps: writes the update manifest, updates.json, next to the packages of
// all systems. It is signed with the private key in UPDATE_SIGNING_KEY.
const { values } = parseArgs({
  options: { version: { type: 'string' }, folder: { type: 'string', default: distFolder } },
})

await runScript(async () => {
  const feed = updateFeed(JSON.parse(await readFile(join(projectFolder, 'package.json'), 'utf8')))
  if (feed === null) {
    console.log('package.json has no update feed, so there is nothing to announce.')
    return
  }
  const { UPDATE_SIGNING_KEY: privateKey = '' } = process.env
  if (privateKey === '') throw new SetupProblem('UPDATE_SIGNING_KEY is not set.')
  const version = await packageVersion(values.version)
  const notes = plainNotes(changesOf(await readFile(join(projectFolder, 'CHANGELOG.md'), 'utf8'), version))
  const date = new Date().toISOString().slice(0, 10)
  const manifest = await updateManifest({ version, date, notes, folder: values.folder })
  const file = join(values.folder, 'updates.json')
  await writeFile(file, signManifest(manifest, { privateKey, publicKey: feed.publicKey }))
  console.log(`${file} announces ${version} with ${manifest.files.length} packages.`)
})
