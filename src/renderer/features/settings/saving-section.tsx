import { useMutation } from '@tanstack/react-query'
import type { Settings } from '../../../shared/connections/connections.ts'
import { chooseSaveFolder, setWork } from '../../queries/settings.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Checkbox } from '../../ui/controls/checkbox.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { NamePattern } from './name-pattern.tsx'
import styles from './settings-view.module.css'

interface SavingSectionProps {
  readonly settings: Settings
}

/** The folder and the names of saved payloads. */
export function SavingSection({ settings }: SavingSectionProps) {
  const choose = useMutation(chooseSaveFolder())
  const work = useMutation(setWork())
  return (
    <Panel title="Saving">
      <div className={styles.line}>
        <div className={styles.text}>
          <span className={styles.label}>Save folder</span>
          <span className={styles.path}>{settings.saveFolder}</span>
        </div>
        <Button disabled={choose.isPending} onClick={() => choose.mutate()}>
          Choose…
        </Button>
      </div>
      <NamePattern key={settings.namePattern} settings={settings} />
      <Checkbox
        label="Save each job in its own folder"
        checked={settings.savesInFolders}
        onChange={(savesInFolders) => work.mutate({ savesInFolders })}
      />
    </Panel>
  )
}
