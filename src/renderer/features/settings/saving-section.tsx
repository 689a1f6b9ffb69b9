import { useMutation } from '@tanstack/react-query'
import type { Settings } from '../../../shared/connections.ts'
import { chooseSaveFolder } from '../../queries/settings.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import styles from './settings-view.module.css'

interface SavingSectionProps {
  readonly settings: Settings
}

/** The folder for saved payloads. */
export function SavingSection({ settings }: SavingSectionProps) {
  const choose = useMutation(chooseSaveFolder())
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
    </Panel>
  )
}
