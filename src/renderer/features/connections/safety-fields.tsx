import { connectionColours, type ConnectionSafety } from '../../../shared/connections/connection-safety.ts'
import { Checkbox } from '../../ui/controls/checkbox.tsx'
import { ConnectionMark } from '../../ui/text/connection-mark.tsx'
import styles from './safety-fields.module.css'

interface SafetyFieldsProps {
  readonly safety: ConnectionSafety
  readonly onChange: (safety: ConnectionSafety) => void
}

/** A connection's safety settings: colour, production, read-only. Every form has them. */
export function SafetyFields({ safety, onChange }: SafetyFieldsProps) {
  return (
    <>
      <fieldset className={styles.colours}>
        <legend className={styles.legend}>Colour</legend>
        <div className={styles.choices}>
          {[null, ...connectionColours].map((colour) => (
            <label key={colour ?? 'none'} className={styles.choice}>
              <input
                type="radio"
                name="connection-colour"
                checked={safety.colour === colour}
                onChange={() => onChange({ ...safety, colour })}
              />
              <ConnectionMark colour={colour} />
              {colour ?? 'none'}
            </label>
          ))}
        </div>
      </fieldset>
      <Checkbox
        label="Production"
        help="Remotejob asks a second time before it deletes, purges or changes many things there."
        checked={safety.isProduction}
        onChange={(isProduction) => onChange({ ...safety, isProduction })}
      />
      <Checkbox
        label="Read-only"
        help="Remotejob changes nothing there and claims no jobs. Claims that you already hold end with their leases."
        checked={safety.isReadOnly}
        onChange={(isReadOnly) => onChange({ ...safety, isReadOnly })}
      />
    </>
  )
}

/** Returns a connection's safety settings. */
export function safetyOf({ colour, isProduction, isReadOnly }: ConnectionSafety): ConnectionSafety {
  return { colour, isProduction, isReadOnly }
}
