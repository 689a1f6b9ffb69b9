import { FilesView } from '../../features/files/files-view.tsx'
import { Feature } from '../feature.tsx'

const id = '3334b201-492b-4a72-80d2-5405871242d1'
const names: Readonly<Record<string, string>> = { [`${id}-a`]: 'photo_3.jpg', [`${id}-b`]: 'report.pdf' }

const now = Date.now()
const samplePreview = () => <p>The preview of the file</p>

/** A bucket's files. The first is the result of a job that is not on this computer. */
export function FilesSection() {
  const objects = ['out.txt', 'a', 'b'].map((name, index) => ({
    key: `${id}-${name}`,
    size: 2_048 * 30 ** index,
    modifiedAt: now - index * 3_600_000,
  }))
  return (
    <Feature
      variant="window"
      view={{ kind: 'files' }}
      saved={{ pages: { 'files local': { text: '', filter: 'out', about: null, sort: null } } }}
      handlers={{
        'objects:list': () => ({ bucket: 'remotejobs-out-thumbnails', objects, next: null }),
        'objects:names': ({ keys }) => ({
          names: keys.map((key) => {
            const name = names[key] ?? null
            return { key, name, jobId: name === null ? null : 1 }
          }),
        }),
      }}
    >
      <FilesView queue="thumbnails" preview={samplePreview} />
    </Feature>
  )
}
