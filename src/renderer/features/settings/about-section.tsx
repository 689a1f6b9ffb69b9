import { useRef } from 'react'
import { useQuery } from '@tanstack/react-query'
import type { Settings } from '../../../shared/connections/connections.ts'
import { appInfoQuery } from '../../queries/app-info.ts'
import { useOpenedAt } from '../../ui/view/view-anchor.ts'
import { runCommand } from '../../ui/commands/commands.ts'
import { Button } from '../../ui/controls/button.tsx'
import type { SettingsSection } from './find-settings.ts'
import styles from './settings-view.module.css'

const names = {
  remotejob: 'Remotejob',
  electron: 'Electron',
  chromium: 'Chromium',
  node: 'Node.js',
  awsSdk: 'AWS SDK for JavaScript',
} as const

function Versions({ settings }: { readonly settings: Settings }) {
  const versions = useQuery(appInfoQuery()).data?.versions
  const text = useRef<HTMLParagraphElement>(null)
  useOpenedAt('about', () => {
    text.current?.scrollIntoView({ block: 'center' })
    text.current?.focus()
  })
  return (
    <>
      <p ref={text} tabIndex={-1}>
        Jobs over S3 and SQS. Free software under the MIT licence.
      </p>
      <dl className={styles.versions}>
        {Object.entries(names).map(([id, name]) => (
          <div key={id} className={styles.version}>
            <dt>{name}</dt>
            <dd className={styles.mono}>
              {id === 'remotejob' ? settings.version : (versions?.[id as keyof typeof names] ?? '…')}
            </dd>
          </div>
        ))}
      </dl>
      <div className={styles.buttons}>
        <Button onClick={() => runCommand('show-updates')}>Check for updates</Button>
        <Button onClick={() => runCommand('show-notices')}>Licences</Button>
        <Button onClick={() => runCommand('show-help')}>Help</Button>
        <Button onClick={() => runCommand('copy-diagnostics')}>Copy diagnostics</Button>
      </div>
    </>
  )
}

/** The versions of the app and its components. */
export const aboutSection: SettingsSection = {
  title: 'About',
  rows: [
    {
      label: 'Versions',
      words: `${Object.values(names).join(' ')} licence notices help diagnostics`,
      Row: Versions,
    },
  ],
}
