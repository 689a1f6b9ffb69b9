import { connectionColours } from '../../../shared/connections/connection-safety.ts'
import { ConnectionMark, ConnectionTags } from '../../ui/text/connection-mark.tsx'
import { ForeignText } from '../../ui/text/foreign-text.tsx'
import { MiddleCut } from '../../ui/text/middle-cut.tsx'
import { TimeAgo } from '../../ui/text/time.tsx'
import { Kbd } from '../../ui/controls/kbd.tsx'
import styles from '../gallery.module.css'
import { Group } from '../group.tsx'

const names = [
  'photo_3.jpg',
  'DJI_rooftop_in_the_evening_0042.mp4',
  'quarterly report of all sales (2).tar.gz',
  'invoice for the office 2026-118.pdf',
  'a name without any extension at all',
  'Отчёт о продажах за ноябрь.xlsx',
  'a photo of the summer \u202Egpj.exe',
] as const

const now = Date.now()

/** Names, hidden characters, and shortcuts. */
export function TextSection() {
  return (
    <>
      <Group label="Names in little room">
        {names.map((name) => (
          <div key={name} className={styles.narrow}>
            <MiddleCut text={name} />
          </div>
        ))}
      </Group>
      <Group label="Names in enough room" variant="column">
        {names.map((name) => (
          <MiddleCut key={name} text={name} />
        ))}
      </Group>
      <Group label="Hidden characters" variant="column">
        <p>
          <ForeignText text={'photo\u202Egpj.exe'} />
        </p>
        <code>
          <ForeignText text={'{"key":"a     b","zero":"\u200B"}'} />
        </code>
      </Group>
      <Group label="Times">
        {[0, 12_000, 245_000, 3 * 3_600_000, 26 * 3_600_000, 400 * 86_400_000].map((age) => (
          <TimeAgo key={age} at={now - age} />
        ))}
        <TimeAgo at={now} variant="list" />
      </Group>
      <Group label="Connections">
        {connectionColours.map((colour) => (
          <span key={colour}>
            <ConnectionMark colour={colour} /> {colour}
          </span>
        ))}
        <ConnectionTags isProduction isReadOnly />
      </Group>
      <Group label="Shortcuts">
        {['Mod+K', 'Mod+Shift+J', 'F5', '/', '?', 'Delete', 'Shift+F10'].map((keys) => (
          <Kbd key={keys} shortcut={keys} />
        ))}
      </Group>
      <Group label="Code">
        <code>b1946ac92492d2347c6235b4d2611184 0O 1lI {'=> !== ::'}</code>
      </Group>
    </>
  )
}
